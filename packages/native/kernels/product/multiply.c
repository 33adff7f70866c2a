/* Matrix products of packed panels, `[batch][m/4][k][4]` and `[batch][n/8][k][8]`. */
#include "kernel.h"
#include "product/packing.h"
#include "product/panels.h"

/* Packs panels of A, one an item. */
KERNEL(packLeft) {
  (void)lane;
  const Product s = *(const Product *)(memory + described);
  const int panels = partsOf(s.m, ROWS);
  for (int item = from; item < to; item++) {
    const int i = item % panels * ROWS;
    const float *a = FLOATS(s.a) + (long)(item / panels) * s.m * s.k;
    float *target = FLOATS(s.left) + (long)item * s.k * ROWS;
    if (s.transposeA) copyGroups(4, target, 4, a + i, s.m, s.m - i, s.k);
    else interleave(target, 4, a + (long)i * s.k, s.k, s.m - i, s.k);
  }
}

/* Packs panels of B, one an item. */
KERNEL(packRight) {
  (void)lane;
  const Product s = *(const Product *)(memory + described);
  const int panels = partsOf(s.n, PANEL);
  for (int item = from; item < to; item++) {
    const int j = item % panels * PANEL;
    const float *b = FLOATS(s.b) + (long)(item / panels) * s.n * s.k;
    float *target = FLOATS(s.right) + (long)item * s.k * PANEL;
    if (s.transposeB)
      for (int half = 0; half < PANEL; half += 4) interleave(target + half, PANEL, b + (long)(j + half) * s.k, s.k, s.n - j - half, s.k);
    else copyGroups(8, target, PANEL, b + j, s.n, s.n - j, s.k);
  }
}

/* An item is a block of columns of one matrix. */
KERNEL(multiply) {
  (void)lane;
  const Product s = *(const Product *)(memory + described);
  const int blocks = partsOf(s.n, PRODUCT_COLUMNS);
  const long left = 4l * partsOf(s.m, 4) * s.k, right = 8l * partsOf(s.n, 8) * s.k;
  const Steps steps = {8, s.n, 4l * s.k, 8l * s.k};
  for (int item = from; item < to; item++) {
    const int matrix = item / blocks, begin = item % blocks * PRODUCT_COLUMNS;
    const int width = least(PRODUCT_COLUMNS, s.n - begin);
    float *c = FLOATS(s.y) + (long)matrix * s.m * s.n + begin;
    const float *a = FLOATS(s.left) + (s.batchA == 1 ? 0 : matrix * left);
    const float *b = FLOATS(s.right) + (s.batchB == 1 ? 0 : matrix * right) + (long)begin * s.k;
    if (s.k == 0)
      for (int i = 0; i < s.m; i++) memset(c + (long)i * s.n, 0, 4 * width);
    for (int first = 0; first < s.k; first += DEPTH)
      for (int i = 0; i < s.m; i += PRODUCT_ROWS)
        multiplyPart(c + (long)i * s.n, a + (long)i * s.k + 4l * first, b + 8l * first, steps, least(DEPTH, s.k - first),
                     least(PRODUCT_ROWS, s.m - i), width, first > 0);
  }
}
