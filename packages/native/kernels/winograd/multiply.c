/* The sums of a weight gradient: products of packed panels at every point, `[36][m/4][k][4]` and `[36][panels][k][8]` to `[36][panels][m][8]`. */
#include "winograd/winograd.h"

/* An item is a block of rows at one point. */
KERNEL(winogradMultiply) {
  (void)lane;
  const PointProducts s = *(const PointProducts *)(memory + described);
  const int blocks = partsOf(s.m, GRADIENT_ROWS);
  for (int item = from; item < to; item++) {
    const int point = item / blocks, begin = item % blocks * GRADIENT_ROWS;
    const float *a = FLOATS(s.left + point * s.leftStep) + (long)begin * s.k, *b = FLOATS(s.right + point * s.rightStep);
    float *c = FLOATS(s.products + point * s.productStep) + (long)begin * 8;
    multiplyPanels(c, 8l * s.m, a, b, s.k, least(GRADIENT_ROWS, s.m - begin), s.panels, s.add);
  }
}
