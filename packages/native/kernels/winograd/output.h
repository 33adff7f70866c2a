/* Products of Winograd's tiles back to outputs. Lanes are tiles of a panel, and with 16 lanes those of two outputs. */
#pragma once
#include "winograd/winograd.h"

/* Six points to four outputs. */
INLINE void pointsToOutputs(V *y, const V *m) {
  const V p = m[1] + m[2], q = m[1] - m[2], r = m[3] + m[4], t = m[3] - m[4], twice = t + t, four = splat(4);
  y[0] = m[0] + (p + r), y[1] = q + twice, y[2] = fused(four, r, p), y[3] = fused(four, twice, q) + m[5];
}

/* Where the tiles of a panel go: the first output of each in the plane of output 0, and how many rows and columns it has. */
typedef struct {
  int count;
  long place[PANEL];
  int rows[PANEL], columns[PANEL];
} TilePlaces;

static TilePlaces tilePlacesOf(const Winograd *s, int panel) {
  const int across = tilesAcross(s), tiles = tilesOf(s);
  TilePlaces p = {.count = least(PANEL, tiles * s->images - panel * PANEL)};
  for (int t = 0; t < p.count; t++) {
    const int tile = panel * PANEL + t, image = tile / tiles, within = tile % tiles, y = within / across * 4, x = within % across * 4;
    p.place[t] = ((long)(s->first + image) * s->outputs * s->outputHeight + y) * s->outputWidth + x;
    p.rows[t] = least(4, s->outputHeight - y);
    p.columns[t] = least(4, s->outputWidth - x);
  }
  return p;
}

/* Writes a row of four outputs of each tile: part `i` of vector `r[t]` belongs to tile `t` of the `i`-th four tiles. Not a byte more is written. */
INLINE void writeRow(float *y, const TilePlaces *p, long area, int row, long rowStep, const V *r, int f, int end) {
  float rows[4][WIDTH];
  UNROLL for (int t = 0; t < 4; t++) store(rows[t], r[t]);
  UNROLL for (int i = 0; i < PARTS; i++) {
    const int output = (f + 4 * i) / 8, four = (f + 4 * i) % 8;
    if (output >= end) break;
    for (int t = 0; t < 4 && four + t < p->count; t++) {
      if (row >= p->rows[four + t]) continue;
      float *to = y + output * area + p->place[four + t] + row * rowStep;
      if (p->columns[four + t] == 4) memcpy(to, rows[t] + 4 * i, 16);
      else
        for (int j = 0; j < p->columns[four + t]; j++) to[j] = rows[t][4 * i + j];
    }
  }
}

/* Transforms products of `count` outputs from output `first` on back, `[36][panels][count][8]`, from panel `begin` to `end`. */
static void transformProducts(Memory memory, const Winograd *s, const float *products, int first, int count, int begin, int end) {
  const long step = s->productStep / 4, area = (long)s->outputHeight * s->outputWidth;
  float *y = FLOATS(s->y) + first * area;
  for (int panel = begin; panel < end; panel++, products += count * PANEL) {
    const TilePlaces places = tilePlacesOf(s, panel);
    for (int f = 0; f < count * PANEL; f += WIDTH) {
      V half[4][SIDE], m[SIDE], r[4];
      UNROLL for (int j = 0; j < SIDE; j++) {
        UNROLL for (int i = 0; i < SIDE; i++) m[i] = load(products + f + (i * SIDE + j) * step);
        pointsToOutputs(r, m);
        UNROLL for (int i = 0; i < 4; i++) half[i][j] = r[i];
      }
      for (int i = 0; i < 4; i++) {
        pointsToOutputs(r, half[i]);
        transpose(r);
        writeRow(y, &places, area, i, s->outputWidth, r, f, count);
      }
    }
  }
}
