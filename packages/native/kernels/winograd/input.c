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

/* Writes the points of `WIDTH` tiles from their transformed rows. */
INLINE void storePoints(float *target, long step, V half[SIDE][SIDE], int live) {
  V points[SIDE];
  for (int j = 0; j < SIDE; j++) {
    transformColumn(points, half, j);
    UNROLL for (int i = 0; i < SIDE; i++) {
      if (live == PARTS) store(target + (i * SIDE + j) * step, points[i]);
      else storeParts(target + (i * SIDE + j) * step, 4, points[i], live);
    }
  }
}

/* Transforms channels `begin` to `stop` of a panel of tiles that lie anywhere. */
static void transformAnywhere(Memory memory, const Winograd *s, float *strips, int panel, int begin, int stop) {
  const int across = tilesAcross(s), last = tilesOf(s) * s->images - 1;
  const long row = stripRow(s), strip = SIDE * row, step = s->tileStep / 4;
  const int start = panel * PANEL, end = least(start + PANEL, last + 1), top = start / across, bottom = (end - 1) / across;
  const long plane = (bottom - top + 1) * strip;
  for (int c = begin; c < stop; c++)
    for (int r = top; r <= bottom; r++)
      fillStrip(memory, s, strips + (c - begin) * plane + (r - top) * strip, r, most(start - r * across, 0), least(end - r * across, across), c);
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
    V half[SIDE][SIDE];
    transformRows(half, x, row);
    storePoints(FLOATS(s->tiles) + (long)panel * s->channels * PANEL + f, step, half, least(PARTS, (stop * PANEL - f) / 4));
  }
}

/*
 * Whether every vector has whole rows of tiles. Their inputs are read where they are, since the columns beside a tile are those of its neighbours in the
 * vector, or 0. At widths 1/8 and 1/4 of VGG the kernel takes half the time.
 */
INLINE int hasWholeRows(const Winograd *s) {
  return s->paddingX == 1 && s->outputWidth == s->width && s->width % 4 == 0 && least(WIDTH, PANEL) % tilesAcross(s) == 0;
}

/* Four numbers of each of `PARTS` tiles, the middle ones of their six columns. Tiles of a row are neighbours. */
INLINE V loadTiles(const float *plane, const long *place, int across) {
  static const float zeros[WIDTH];
  if (across >= PARTS) return load(place[0] < 0 ? zeros : plane + place[0]);
  const float *x[WIDTH];
  UNROLL for (int i = 0; i < PARTS; i++) x[4 * i] = place[i] < 0 ? zeros : plane + place[i];
  return loadFrom(x, 0, 0);
}

/* The same for a panel of whole rows of tiles. */
static void transformWholeRows(Memory memory, const Winograd *s, int panel, int begin, int stop) {
  const int across = tilesAcross(s), down = partsOf(s->outputHeight, 4), lastRow = down * s->images - 1;
  const long area = (long)s->height * s->width, step = s->tileStep / 4;
  /* Where row `i` of a tile begins in the plane of channel 0 of the first image; −1 outside. Rows of tiles past the end repeat the last. */
  long place[SIDE][PANEL];
  for (int t = 0; t < PANEL; t++) {
    const int r = least((panel * PANEL + t) / across, lastRow), image = r / down, y = r % down * 4 - s->paddingY;
    for (int i = 0; i < SIDE; i++)
      place[i][t] = y + i < 0 || y + i >= s->height ? -1 : image * s->channels * area + (long)(y + i) * s->width + t % across * 4;
  }
  I hasLeft, hasRight;
  for (int i = 0; i < WIDTH; i++) hasLeft[i] = i % across > 0 ? -1 : 0, hasRight[i] = (i + 1) % across > 0 ? -1 : 0;
  const float *x = FLOATS(s->x) + (long)s->first * s->channels * area;
  for (int f = begin * PANEL; f < stop * PANEL; f += WIDTH) {
    const float *planes[4];
    /* An odd last channel fills the lanes of the next as well. */
    UNROLL for (int q = 0; q < 4; q++) planes[q] = x + least((f + q * PARTS) / PANEL, stop - 1) * area;
    V half[SIDE][SIDE];
    for (int i = 0; i < SIDE; i++) {
      V d[SIDE];
      UNROLL for (int q = 0; q < 4; q++) d[1 + q] = loadTiles(planes[q], place[i] + (f + q * PARTS) % PANEL, across);
      ungroup(d + 1);
      d[0] = (V)((I)PREVIOUS(d[4]) & hasLeft), d[5] = (V)((I)NEXT(d[1]) & hasRight);
      inputsToPoints(half[i], d);
    }
    storePoints(FLOATS(s->tiles) + (long)panel * s->channels * PANEL + f, step, half, least(PARTS, (stop * PANEL - f) / 4));
  }
}

KERNEL(winogradInput) {
  const Winograd s = *(const Winograd *)(memory + described);
  const int blocks = partsOf(s.channels, PLANES_AT_ONCE), isWhole = hasWholeRows(&s);
  for (int item = from; item < to; item++) {
    const int panel = item / blocks, begin = item % blocks * PLANES_AT_ONCE, stop = least(s.channels, begin + PLANES_AT_ONCE);
    if (isWhole) transformWholeRows(memory, &s, panel, begin, stop);
    else transformAnywhere(memory, &s, FLOATS(s.scratch + lane * s.scratchBytes) + STRIPS_AFTER, panel, begin, stop);
  }
}
