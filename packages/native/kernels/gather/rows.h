/*
 * Rows of `BLOCK` floats, 32, of weights or gradients, that events name. A sum of rows runs over its events in the order of their list. An event is a row of
 * two bytes; where values matter it is a row of four bytes and its value, and the row is multiplied by the value in the same step as it is added.
 */
#pragma once
#include "kernel.h"
#include "simd.h"

#define ROW_VECTORS (BLOCK / WIDTH)

/* Events are read as bytes: `valued` is a constant wherever these are inlined. */
INLINE long eventBytes(int valued) { return valued ? 8 : 2; }
INLINE const float *rowOf(const float *rows, const char *event, int valued) {
  return rows + BLOCK * (long)(valued ? *(const uint32_t *)event : *(const uint16_t *)event);
}
INLINE void addRow(V *sum, const float *row, const char *event, int valued) {
  if (valued) {
    V value = splat(*(const float *)(event + 4));
    UNROLL for (int v = 0; v < ROW_VECTORS; v++) sum[v] = fused(value, load(row + v * WIDTH), sum[v]);
  } else {
    UNROLL for (int v = 0; v < ROW_VECTORS; v++) sum[v] += load(row + v * WIDTH);
  }
}
INLINE void loadRow(V *sum, const float *from) {
  UNROLL for (int v = 0; v < ROW_VECTORS; v++) sum[v] = load(from + v * WIDTH);
}
INLINE void storeRow(float *to, const V *sum) {
  UNROLL for (int v = 0; v < ROW_VECTORS; v++) store(to + v * WIDTH, sum[v]);
}

/* Adds the rows that a list names to `taps` rows of sums that follow each other. The rows of each tap stand `across` floats before those of the last. */
INLINE void addTaps(int taps, float *sums, const float *rows, long across, const char *event, const char *stop, int valued) {
  V sum[3][ROW_VECTORS];
  UNROLL for (int t = 0; t < taps; t++) loadRow(sum[t], sums + t * BLOCK);
  for (; event < stop; event += eventBytes(valued)) {
    const float *row = rowOf(rows, event, valued);
    UNROLL for (int t = 0; t < taps; t++) addRow(sum[t], row - t * across, event, valued);
  }
  UNROLL for (int t = 0; t < taps; t++) storeRow(sums + t * BLOCK, sum[t]);
}

/* `WIDTH` rows of four numbers from row `o` on; rows from `live` on are zeros. */
INLINE void loadFours(V *r, const float *x, long stride, int live) {
  if (live >= WIDTH) {
    UNROLL for (int i = 0; i < 4; i++) r[i] = loadParts(x + i * stride, 4 * stride);
    return;
  }
  for (int i = 0; i < 4; i++) {
    float four[WIDTH] = {0};
    for (int part = 0; part < PARTS; part++)
      if (4 * part + i < live) memcpy(four + 4 * part, x + (4 * part + i) * stride, 16);
    r[i] = load(four);
  }
}

/* Writes rows `[count][32]` as `live` rows of `count` numbers, `stride` floats apart. */
static void unpackRows(float *y, long stride, const float *tile, int count, int live) {
  for (int o = 0; o < live; o += WIDTH) {
    int p = 0;
    for (; p + 4 <= count; p += 4) {
      V r[4];
      UNROLL for (int i = 0; i < 4; i++) r[i] = load(tile + (long)(p + i) * BLOCK + o);
      transpose(r);
      UNROLL for (int i = 0; i < 4; i++) storeParts(y + (o + i) * stride + p, 4 * stride, r[i], (live - o - i + 3) / 4);
    }
    for (; p < count; p++)
      for (int r = o; r < least(o + WIDTH, live); r++) y[r * stride + p] = tile[(long)p * BLOCK + r];
  }
}
