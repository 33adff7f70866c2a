/* Where the taps of a window read, and panels of what they read. */
#pragma once
#include "kernel.h"
#include "simd.h"

INLINE int windowOf(const Convolution *s) { return s->kernelHeight * s->kernelWidth; }
INLINE int tapsOf(const Convolution *s) { return s->channels * windowOf(s); }
INLINE int positionsOf(const Convolution *s) { return s->outputHeight * s->outputWidth; }
/* Where the places of a tap of the window stand, `[window][positions]` in whole panels: −1 outside the plane and past the end. */
INLINE int32_t *placesOf(Memory memory, const Convolution *s, int tap) {
  return (int32_t *)(memory + s->places) + (long)tap * partsOf(positionsOf(s), PANEL) * PANEL;
}

/* Whether `count` places follow each other, all inside. */
INLINE int areNeighbours(const int32_t *places, int count) {
  int neighbours = places[0] >= 0;
  UNROLL for (int i = 1; i < count; i++) neighbours &= places[i] == places[0] + i;
  return neighbours;
}

/* One panel of columns, the positions whose places begin at `first`: `[taps][8]`, zeros outside the input and past the end. */
static void packColumns(Memory memory, float *to, const float *x, const Convolution *s, int first) {
  const int window = windowOf(s);
  const long plane = (long)s->height * s->width;
  for (int tap = 0; tap < window; tap++) {
    const int32_t *places = placesOf(memory, s, tap) + first;
    float *target = to + tap * PANEL;
    if (areNeighbours(places, PANEL))
      for (int c = 0; c < s->channels; c++) memcpy(target + c * window * PANEL, x + c * plane + places[0], 4 * PANEL);
    else
      for (int c = 0; c < s->channels; c++)
        for (int i = 0; i < PANEL; i++) target[c * window * PANEL + i] = places[i] < 0 ? 0 : x[c * plane + places[i]];
  }
}

/* Four of a plane, zeros outside. */
INLINE F4 pickFour(const float *plane, const int32_t *places) {
  if (areNeighbours(places, 4)) return load4(plane + places[0]);
  F4 four;
  UNROLL for (int i = 0; i < 4; i++) four[i] = places[i] < 0 ? 0 : plane[places[i]];
  return four;
}

/* Panels turned round: taps `first` … `first + 8` of one image, `[positions][8]`, zeros past the last tap. */
static void packTaps(Memory memory, float *to, const float *x, const Convolution *s, int first) {
  const int window = windowOf(s), taps = tapsOf(s), end = positionsOf(s);
  const long plane = (long)s->height * s->width;
  for (int half = 0; half < PANEL; half += 4) {
    const float *planes[4];
    const int32_t *places[4];
    int live = least(4, taps - first - half);
    for (int i = 0; i < 4; i++) {
      const int tap = least(first + half + i, taps - 1);
      planes[i] = x + tap / window * plane;
      places[i] = placesOf(memory, s, tap % window);
    }
    for (int p = 0; p < end; p += 4) {
      F4 r[4];
      UNROLL for (int i = 0; i < 4; i++) r[i] = i < live ? pickFour(planes[i], places[i] + p) : (F4){0};
      F4 a = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), b = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
      F4 c = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7), d = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
      F4 rows[4] = {__builtin_shufflevector(a, b, 0, 1, 4, 5), __builtin_shufflevector(a, b, 2, 3, 6, 7), __builtin_shufflevector(c, d, 0, 1, 4, 5),
                    __builtin_shufflevector(c, d, 2, 3, 6, 7)};
      UNROLL for (int i = 0; i < 4; i++)
        if (p + i < end) store4(to + (long)(p + i) * PANEL + half, rows[i]);
    }
  }
}
