/* Weights to points of Winograd's tiles. Lanes are four outputs of neighbouring channels, as they lie in `[36][outputs/4][channels][4]`. */
#pragma once
#include "winograd/winograd.h"

/* Three weights to six points. */
INLINE void weightsToPoints(V *p, V g0, V g1, V g2) {
  const V sixth = splat(1.0f / 6);
  const V t = zero() - (g0 + g2) * sixth, m = g1 * sixth;
  const V v = fused(g0, splat(1.0f / 24), g2 * sixth), n = g1 * splat(1.0f / 12);
  p[0] = g0 * splat(0.25f), p[1] = t - m, p[2] = t + m, p[3] = v + n, p[4] = v - n, p[5] = g2;
}

/* Four windows of nine weights, `stride` floats apart, as `[9][4]`; those from `live` on are zeros. */
INLINE void fetchWindows(float *to, const float *x, long stride, int live) {
  if (live < 4) {
    for (int tap = 0; tap < 9; tap++)
      for (int r = 0; r < 4; r++) to[4 * tap + r] = r < live ? x[r * stride + tap] : 0;
    return;
  }
  for (int tap = 0; tap < 8; tap += 4) {
    F4 a = load4(x + tap), b = load4(x + stride + tap), c = load4(x + 2 * stride + tap), d = load4(x + 3 * stride + tap);
    F4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    store4(to + 4 * tap, __builtin_shufflevector(ab, cd, 0, 1, 4, 5));
    store4(to + 4 * tap + 4, __builtin_shufflevector(ab, cd, 2, 3, 6, 7));
    ab = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    store4(to + 4 * tap + 8, __builtin_shufflevector(ab, cd, 0, 1, 4, 5));
    store4(to + 4 * tap + 12, __builtin_shufflevector(ab, cd, 2, 3, 6, 7));
  }
  for (int r = 0; r < 4; r++) to[32 + r] = x[r * stride + 8];
}

/* Transforms the weights of a block of outputs, `[36][outputs/4][channels][4]`. */
static void transformWeights(Memory memory, const Winograd *s, int begin, int outputs, float *target) {
  const long step = s->weightStep / 4;
  const long outputStep = s->turned ? 9 : 9l * s->channels, channelStep = s->turned ? 9l * s->outputs : 9;
  const float *w = FLOATS(s->w) + begin * outputStep;
  float windows[PARTS][9][4];
  for (int o = 0; o < outputs; o += 4)
    for (int c = 0; c < s->channels; c += PARTS) {
      const int live = least(PARTS, s->channels - c);
      for (int i = 0; i < live; i++) fetchWindows(windows[i][0], w + o * outputStep + (c + i) * channelStep, outputStep, outputs - o);
      /* Turned windows are read from their end. */
      V half[SIDE][3], points[SIDE];
      UNROLL for (int j = 0; j < 3; j++) {
        V g[3];
        UNROLL for (int i = 0; i < 3; i++) {
          const int tap = 3 * i + j;
          g[i] = loadParts(windows[0][s->turned ? 8 - tap : tap], 36);
        }
        weightsToPoints(points, g[0], g[1], g[2]);
        UNROLL for (int i = 0; i < SIDE; i++) half[i][j] = points[i];
      }
      float *to = target + ((long)o / 4 * s->channels + c) * 4;
      for (int i = 0; i < SIDE; i++) {
        weightsToPoints(points, half[i][0], half[i][1], half[i][2]);
        UNROLL for (int j = 0; j < SIDE; j++) {
          if (live == PARTS) store(to + (i * SIDE + j) * step, points[j]);
          else storeParts(to + (i * SIDE + j) * step, 4, points[j], live);
        }
      }
    }
}
