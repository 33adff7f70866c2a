/* The weight gradient in Winograd's way: what is summed over are tiles, so lanes are channels and outputs. */
#include "winograd/input.h"

/* Floats of scratch memory before padded planes, which the host counts in. */
#define PADDED_AFTER (2 * POINTS * 4)

/* Floats of a padded row and of a padded plane of inputs. */
INLINE int paddedRow(const Winograd *s) { return tilesAcross(s) * 4 + 2; }
INLINE int paddedPlane(const Winograd *s) { return paddedRow(s) * (partsOf(s->outputHeight, 4) * 4 + 2); }

/* Inputs, `[36][channels/8][tiles][8]`. An item is four channels, of all images of the chunk; parts of a vector are tiles. */
KERNEL(winogradColumns) {
  const Winograd s = *(const Winograd *)(memory + described);
  float *padded = FLOATS(s.scratch + lane * s.scratchBytes) + PADDED_AFTER;
  const int across = tilesAcross(&s), count = tilesOf(&s), row = paddedRow(&s);
  const int width = least(s.width, row - s.paddingX), height = least(s.height, paddedPlane(&s) / row - s.paddingY);
  const long plane = paddedPlane(&s), tiles = (long)count * s.images, step = s.tileStep / 4;
  for (int item = from; item < to; item++) {
    const int live = least(4, s.channels - item * 4);
    memset(padded, 0, 4 * 4 * plane);
    for (int image = 0; image < s.images; image++) {
      for (int c = 0; c < live; c++) {
        const float *x = FLOATS(s.x) + ((long)(s.first + image) * s.channels + item * 4 + c) * s.height * s.width;
        for (int i = 0; i < height; i++) copyFew(padded + c * plane + (s.paddingY + i) * row + s.paddingX, x + (long)i * s.width, width);
      }
      float *target = FLOATS(s.tiles) + (item / 2 * tiles + image * (long)count) * 8 + item % 2 * 4;
      for (int t = 0; t < count; t += PARTS, target += 8 * PARTS) {
        const float *x[WIDTH];
        UNROLL for (int part = 0; part < PARTS; part++) {
          const int tile = least(t + part, count - 1);
          UNROLL for (int k = 0; k < 4; k++) x[4 * part + k] = padded + k * plane + (tile / across * row + tile % across) * 4;
        }
        V half[SIDE][SIDE], points[SIDE];
        transformRows(half, x, row);
        for (int j = 0; j < SIDE; j++) {
          transformColumn(points, half, j);
          UNROLL for (int i = 0; i < SIDE; i++) storeParts(target + (i * SIDE + j) * step, 8, points[i], count - t);
        }
      }
    }
  }
}

/* Four output gradients to six points. */
INLINE void gradientsToPoints(V *p, const V *y) {
  const V four = splat(4), even = y[0] + y[2], odd = y[1] + y[3];
  const V evenTwice = fused(four, y[2], y[0]), half = fused(four, y[3], y[1]), oddTwice = half + half;
  p[0] = y[0], p[1] = even + odd, p[2] = even - odd, p[3] = evenTwice + oddTwice, p[4] = evenTwice - oddTwice, p[5] = y[3];
}

/* Output gradients, `[36][outputs/4][tiles][4]`. An item is four outputs, of all images of the chunk; parts of a vector are tiles. */
KERNEL(winogradGradients) {
  const Winograd s = *(const Winograd *)(memory + described);
  float *padded = FLOATS(s.scratch + lane * s.scratchBytes) + PADDED_AFTER;
  const int across = tilesAcross(&s), count = tilesOf(&s), row = across * 4;
  const long plane = count * 16l, tiles = (long)count * s.images, area = (long)s.outputHeight * s.outputWidth, step = s.weightStep / 4;
  for (int item = from; item < to; item++) {
    const int live = least(4, s.outputs - item * 4);
    memset(padded, 0, 4 * 4 * plane);
    for (int image = 0; image < s.images; image++) {
      for (int o = 0; o < live; o++) {
        const float *y = FLOATS(s.y) + ((long)(s.first + image) * s.outputs + item * 4 + o) * area;
        for (int i = 0; i < s.outputHeight; i++) copyFew(padded + o * plane + i * row, y + (long)i * s.outputWidth, s.outputWidth);
      }
      float *target = FLOATS(s.weights) + (item * tiles + image * (long)count) * 4;
      for (int t = 0; t < count; t += PARTS, target += 4 * PARTS) {
        const float *y[WIDTH];
        UNROLL for (int part = 0; part < PARTS; part++) {
          const int tile = least(t + part, count - 1);
          UNROLL for (int k = 0; k < 4; k++) y[4 * part + k] = padded + k * plane + (tile / across * 4l * row + tile % across * 4);
        }
        V half[4][SIDE], points[SIDE];
        for (int i = 0; i < 4; i++) {
          V r[4];
          UNROLL for (int k = 0; k < 4; k++) r[k] = loadFrom(y, k, i * row);
          transpose(r);
          gradientsToPoints(half[i], r);
        }
        for (int j = 0; j < SIDE; j++) {
          V r[4];
          UNROLL for (int i = 0; i < 4; i++) r[i] = half[i][j];
          gradientsToPoints(points, r);
          UNROLL for (int i = 0; i < SIDE; i++) {
            if (count - t >= PARTS) store(target + (i * SIDE + j) * step, points[i]);
            else storeParts(target + (i * SIDE + j) * step, 4, points[i], count - t);
          }
        }
      }
    }
  }
}

/* Six sums to three weights. */
INLINE void sumsToWeights(V *w, const V *m) {
  const V sixth = splat(1.0f / 6), p = (m[1] + m[2]) * sixth, q = (m[3] + m[4]) * sixth;
  w[0] = fused(splat(0.25f), m[0] + q, zero() - p);
  w[1] = fused(m[2] - m[1], sixth, (m[3] - m[4]) * splat(1.0f / 12));
  w[2] = (q - p) + m[5];
}

/* The weight gradient from its sums, `[36][channels/8][outputs][8]`; an item is a block of outputs of eight channels. */
KERNEL(winogradWeightGradient) {
  (void)lane;
  const Winograd s = *(const Winograd *)(memory + described);
  const int blocks = partsOf(s.outputs, PLANES_AT_ONCE);
  const long step = s.productStep / 4;
  for (int item = from; item < to; item++) {
    const int first = item / blocks * 8, channels = least(8, s.channels - first);
    const int begin = item % blocks * PLANES_AT_ONCE, end = least(s.outputs, begin + PLANES_AT_ONCE);
    const float *sums = FLOATS(s.products) + (long)first * s.outputs;
    for (int f = begin * 8; f < end * 8; f += WIDTH) {
      /* Past an odd last output a vector reads sums that are not its own, and what they give is not written. */
      V half[3][SIDE], m[SIDE], r[9];
      UNROLL for (int j = 0; j < SIDE; j++) {
        UNROLL for (int i = 0; i < SIDE; i++) m[i] = load(sums + (i * SIDE + j) * step + f);
        V w[3];
        sumsToWeights(w, m);
        UNROLL for (int i = 0; i < 3; i++) half[i][j] = w[i];
      }
      UNROLL for (int i = 0; i < 3; i++) sumsToWeights(r + 3 * i, half[i]);
      float taps[9][WIDTH];
      UNROLL for (int tap = 0; tap < 9; tap++) store(taps[tap], r[tap]);
      transpose(r);
      transpose(r + 4);
      float rows[8][WIDTH];
      UNROLL for (int k = 0; k < 8; k++) store(rows[k], r[k]);
      for (int lanes = 0; lanes < WIDTH; lanes++) {
        const int output = (f + lanes) / 8, c = (f + lanes) % 8;
        if (c >= channels || output >= end) continue;
        float *w = FLOATS(s.w) + ((long)output * s.channels + first + c) * 9;
        memcpy(w, rows[lanes % 4] + lanes / 4 * 4, 16);
        memcpy(w + 4, rows[4 + lanes % 4] + lanes / 4 * 4, 16);
        w[8] = taps[8][lanes];
      }
    }
  }
}
