/* Panels of four rows or of eight columns of matrices. */
#pragma once
#include "simd.h"

/* Turns four rows of `count` numbers, `stride` floats apart, into `count` groups of four, `step` floats apart; rows from `live` on are zeros. */
static void interleave(float *to, long step, const float *x, long stride, int live, int count) {
  int p = 0;
  if (live >= 4)
    for (; p + WIDTH <= count; p += WIDTH) {
      V r[4];
      UNROLL for (int i = 0; i < 4; i++) r[i] = load(x + i * stride + p);
      transpose(r);
      UNROLL for (int i = 0; i < 4; i++) storeParts(to + (p + i) * step, 4 * step, r[i], PARTS);
    }
  for (; p < count; p++)
    for (int i = 0; i < 4; i++) to[p * step + i] = i < live ? x[i * stride + p] : 0;
}

/* Copies `count` groups of `size` numbers, `stride` floats apart, to groups `step` floats apart; numbers from `live` on are zeros. */
INLINE void copyGroups(int size, float *to, long step, const float *x, long stride, int live, int count) {
  if (live >= size)
    for (int p = 0; p < count; p++) memcpy(to + p * step, x + p * stride, 4 * size);
  else
    for (int p = 0; p < count; p++)
      for (int i = 0; i < size; i++) to[p * step + i] = i < live ? x[p * stride + i] : 0;
}
