/* Matrix products of packed panels, `[batch][m/4][k][4]` and `[batch][n/8][k][8]`. */
#include "kernel.h"
#include "panels.h"

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
