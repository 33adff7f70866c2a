/* Inputs to points of Winograd's tiles. */
#pragma once
#include "winograd/winograd.h"

/* Six inputs to six points. */
INLINE void inputsToPoints(V *p, const V *d) {
  const V four = splat(4), less4 = splat(-4), less5 = splat(-5);
  const V a = fused(less4, d[2], d[4]), b = fused(less4, d[1], d[3]), c = d[4] - d[2], half = d[3] - d[1], e = half + half;
  p[0] = fused(four, d[0], fused(less5, d[2], d[4]));
  p[1] = a + b, p[2] = a - b, p[3] = c + e, p[4] = c - e;
  p[5] = fused(four, d[1], fused(less5, d[3], d[5]));
}

/*
 * Transforms the rows of `WIDTH` tiles, which are the lanes: lane `4 q + k` is the tile at `x[4 q + k]`, whose rows are `row` floats apart. Writes
 * `[6 rows][6 points]`.
 */
INLINE void transformRows(V half[SIDE][SIDE], const float *const x[WIDTH], long row) {
  for (int i = 0; i < SIDE; i++) {
    V near[4], far[4], d[SIDE];
    UNROLL for (int k = 0; k < 4; k++) {
      near[k] = loadFrom(x, k, i * row);
      far[k] = loadFrom(x, k, i * row + 2);
    }
    transpose(near);
    UNROLL for (int k = 0; k < 4; k++) d[k] = near[k];
    V a = SHUFFLE(far[0], far[1], 2, 6, 3, 7), b = SHUFFLE(far[2], far[3], 2, 6, 3, 7);
    d[4] = SHUFFLE(a, b, 0, 1, 4, 5);
    d[5] = SHUFFLE(a, b, 2, 3, 6, 7);
    inputsToPoints(half[i], d);
  }
}

/* Column `j` of the points from transformed rows. */
INLINE void transformColumn(V points[SIDE], V half[SIDE][SIDE], int j) {
  V d[SIDE];
  UNROLL for (int i = 0; i < SIDE; i++) d[i] = half[i][j];
  inputsToPoints(points, d);
}

/* Copies a few floats: rows of images are short. */
INLINE void copyFew(float *to, const float *from, int count) {
  int i = 0;
  for (; i + 8 <= count; i += 8) memcpy(to + i, from + i, 32);
  for (; i < count; i++) to[i] = from[i];
}
