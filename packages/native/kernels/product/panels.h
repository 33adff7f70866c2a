/*
 * Products of packed panels. A is `[m/4][k][4]`, B is `[n/8][k][8]`. A tile of C has its sums in registers: each sum runs over `k` in order, from 0,
 * with fused multiply-adds, and is added to C once for every `DEPTH` terms.
 */
#pragma once
#include "simd.h"

/* Terms that are summed before a sum goes to memory. */
#define DEPTH 512

/* Panels of rows and of columns of the largest tile. */
#if WIDTH == 16
#define TILE_ROWS 2
#define TILE_COLUMNS 6
#elif WIDTH == 8
#define TILE_ROWS 1
#define TILE_COLUMNS 3
#else
#define TILE_ROWS 1
#define TILE_COLUMNS 2
#endif

/* Where panels stand, in floats: the next panel of columns of C and its next row, the next panel of A, and of B. */
typedef struct {
  long panel, row, a, b;
} Steps;

/* Vector `i` of columns: with 16 lanes two panels side by side, with 4 half a panel. */
INLINE V loadColumns(const float *x, long step, int i) {
#if WIDTH == 16
  x += 2 * i * step;
  return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_loadu_ps(x)), _mm256_loadu_ps(x + step), 1);
#elif WIDTH == 8
  return load(x + i * step);
#else
  return load(x + i / 2 * step + i % 2 * 4);
#endif
}

INLINE void storeColumns(float *y, long step, int i, V x) {
#if WIDTH == 16
  y += 2 * i * step;
  _mm256_storeu_ps(y, _mm512_castps512_ps256(x));
  _mm256_storeu_ps(y + step, _mm512_extractf32x8_ps(x, 1));
#elif WIDTH == 8
  store(y + i * step, x);
#else
  store(y + i / 2 * step + i % 2 * 4, x);
#endif
}

/* One tile of `rows` panels of rows by `columns` panels of columns. A single panel fills a vector of 16 lanes twice: its steps must be 0. */
INLINE void tile(int rows, int columns, float *c, const float *a, const float *b, Steps s, int k, int add) {
  const int vectors = columns * 8 > WIDTH ? columns * 8 / WIDTH : 1;
  V sum[4 * TILE_ROWS][TILE_COLUMNS * 8 / WIDTH];
  UNROLL for (int r = 0; r < 4 * rows; r++)
    UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = zero();
  for (; k > 0; k--) {
    V x[TILE_COLUMNS * 8 / WIDTH];
    UNROLL for (int v = 0; v < vectors; v++) x[v] = loadColumns(b, s.b, v);
    UNROLL for (int r = 0; r < 4 * rows; r++) {
      V y = splat(a[r / 4 * s.a + r % 4]);
      UNROLL for (int v = 0; v < vectors; v++) sum[r][v] = fused(y, x[v], sum[r][v]);
    }
    a += 4;
    b += 8;
  }
  UNROLL for (int r = 0; r < 4 * rows; r++) {
    float *y = c + r * s.row;
    UNROLL for (int v = 0; v < vectors; v++)
      storeColumns(y, s.panel, v, add ? loadColumns(y, s.panel, v) + sum[r][v] : sum[r][v]);
  }
}

/* Some panels of columns under `rows` whole panels of rows. */
INLINE void column(int columns, float *c, const float *a, const float *b, Steps s, int k, int rows, int add) {
  int r = 0;
  for (; r + TILE_ROWS <= rows; r += TILE_ROWS) tile(TILE_ROWS, columns, c + 4 * r * s.row, a + r * s.a, b, s, k, add);
  if (TILE_ROWS > 1)
    for (; r < rows; r++) tile(1, columns, c + 4 * r * s.row, a + r * s.a, b, s, k, add);
}

static void columns(int count, float *c, const float *a, const float *b, Steps s, int k, int rows, int add) {
  switch (count) {
#if TILE_COLUMNS == 6
  case 6:
  case 5: column(6, c, a, b, s, k, rows, add); break;
  case 4: column(4, c, a, b, s, k, rows, add); break;
#endif
#if TILE_COLUMNS == 3
  case 3: column(3, c, a, b, s, k, rows, add); break;
#endif
  case 2: column(2, c, a, b, s, k, rows, add); break;
  default: {
    Steps alone = {WIDTH == 16 ? 0 : s.panel, s.row, s.a, WIDTH == 16 ? 0 : s.b};
    column(1, c, a, b, alone, k, rows, add);
  }
  }
}

/* A tile at an edge of C: `live` rows and `width` columns of one panel. */
static void edge(float *c, const float *a, const float *b, Steps s, int k, int live, int width, int add) {
  float whole[4][8];
  tile(1, 1, whole[0], a, b, (Steps){0, 8, 0, 0}, k, 0);
  for (int r = 0; r < live; r++)
    for (int j = 0; j < width; j++) c[r * s.row + j] = add ? c[r * s.row + j] + whole[r][j] : whole[r][j];
}

/* `C[m][n] (+)= A · B` over at most `DEPTH` terms. */
static void multiplyPart(float *c, const float *a, const float *b, Steps s, int k, int m, int n, int add) {
  int rows = m / 4, whole = n / 8;
  for (int j = 0; j < whole;) {
    int count = least(TILE_COLUMNS, whole - j);
    if (WIDTH == 16 && count > 1) count &= ~1;
    columns(count, c + j * s.panel, a, b + j * s.b, s, k, rows, add);
    j += count;
  }
  for (int j = 0; j * 8 < n; j++) {
    int width = least(8, n - j * 8);
    float *to = c + j * s.panel;
    const float *right = b + j * s.b;
    if (width < 8)
      for (int r = 0; r < rows; r++) edge(to + 4 * r * s.row, a + r * s.a, right, s, k, 4, width, add);
    if (m % 4) edge(to + 4 * rows * s.row, a + rows * s.a, right, s, k, m % 4, width, add);
  }
}

/* Panels of columns side by side, `B[panels][k][8]`, under `m` rows of A: what each panel gives, `[m][8]`, stands `step` floats after the last. */
static void multiplyPanels(float *c, long step, const float *a, const float *b, int k, int m, int panels, int add) {
  Steps s = {step, 8, 4l * k, 8l * k};
  for (int first = 0; first < k; first += DEPTH)
    multiplyPart(c, a + 4l * first, b + 8l * first, s, least(DEPTH, k - first), m, 8 * panels, add || first > 0);
}
