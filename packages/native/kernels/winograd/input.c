/*
 * Tiles of inputs, `[36][tiles/8][channels][8]`. Lanes are the tiles of a panel, and with 16 lanes those of two channels, which lie together. An item is a
 * panel of a block of channels: what it writes at one point lies together, so that few pages of memory are in use at a time.
 */
#include "winograd/input.h"

/* Floats of scratch memory before the strips, which the host counts in. */
#define STRIPS_AFTER (2 * PLANES * POINTS * 4)

/* Floats of a row of the inputs that tiles of a panel read which lie in one row of tiles. */
INLINE int stripRow(const Winograd *s) { return least(tilesAcross(s), PANEL) * 4 + 2; }

/* Copies the inputs that tiles `first` to `end` of a row of them read, zeros beyond the plane; rows are counted through all images of the chunk. */
static void fillStrip(Memory memory, const Winograd *s, float *to, int row, int first, int end, int channel) {
  const int down = partsOf(s->outputHeight, 4), image = row / down;
  const float *plane = FLOATS(s->x) + ((long)(s->first + image) * s->channels + channel) * s->height * s->width;
  const int y = row % down * 4 - s->paddingY, x = first * 4 - s->paddingX, floats = (end - first) * 4 + 2;
  const int lead = most(-x, 0), count = most(least(floats - lead, s->width - most(x, 0)), 0);
  for (int i = y; i < y + SIDE; i++, to += stripRow(s)) {
    if (i < 0 || i >= s->height) {
      memset(to, 0, 4 * floats);
      continue;
    }
    for (int j = 0; j < lead; j++) to[j] = 0;
    copyFew(to + lead, plane + (long)i * s->width + most(x, 0), count);
    for (int j = lead + count; j < floats; j++) to[j] = 0;
  }
}

KERNEL(winogradInput) {
  const Winograd s = *(const Winograd *)(memory + described);
  float *strips = FLOATS(s.scratch + lane * s.scratchBytes) + STRIPS_AFTER;
  const int blocks = partsOf(s.channels, PLANES_AT_ONCE), across = tilesAcross(&s), last = tilesOf(&s) * s.images - 1;
  const long row = stripRow(&s), strip = SIDE * row, step = s.tileStep / 4;
  for (int item = from; item < to; item++) {
    const int panel = item / blocks, begin = item % blocks * PLANES_AT_ONCE, stop = least(s.channels, begin + PLANES_AT_ONCE);
    const int start = panel * PANEL, end = least(start + PANEL, last + 1), top = start / across, bottom = (end - 1) / across;
    const long plane = (bottom - top + 1) * strip;
    for (int c = begin; c < stop; c++)
      for (int r = top; r <= bottom; r++)
        fillStrip(memory, &s, strips + (c - begin) * plane + (r - top) * strip, r, most(start - r * across, 0), least(end - r * across, across), c);
    /* Tiles past the end repeat the last: what they give is never read. */
    long place[PANEL];
    for (int t = 0; t < PANEL; t++) {
      const int tile = least(start + t, last), r = tile / across;
      place[t] = (r - top) * strip + (tile - most(start, r * across)) * 4;
    }
    for (int f = begin * PANEL; f < stop * PANEL; f += WIDTH) {
      const float *x[WIDTH];
      UNROLL for (int i = 0; i < WIDTH; i++) {
        /* An odd last channel fills the lanes of the next as well. */
        const int c = least((f + i) / PANEL, stop - 1);
        x[i] = strips + (c - begin) * plane + place[(f + i) % PANEL];
      }
      V half[SIDE][SIDE], points[SIDE];
      transformRows(half, x, row);
      float *target = FLOATS(s.tiles) + (long)panel * s.channels * PANEL + f;
      const int live = least(PARTS, (stop * PANEL - f) / 4);
      for (int j = 0; j < SIDE; j++) {
        transformColumn(points, half, j);
        UNROLL for (int i = 0; i < SIDE; i++) {
          if (live == PARTS) store(target + (i * SIDE + j) * step, points[i]);
          else storeParts(target + (i * SIDE + j) * step, 4, points[i], live);
        }
      }
    }
  }
}
