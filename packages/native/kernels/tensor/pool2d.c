/* Averages of windows of `[planes, height, width]`, and their gradient. The average of a 2 × 2 tile is a quarter of the sum of its columns' sums. */
#include "kernel.h"
#include "simd.h"

/* Whether windows are the 2 × 2 tiles of the plane. */
INLINE int isHalving(const Pooling *s) {
  return s->kernelHeight == 2 && s->kernelWidth == 2 && s->strideY == 2 && s->strideX == 2 && s->paddingY == 0 && s->paddingX == 0;
}

/* The lanes from `i` on, each twice. */
#if WIDTH == 16
#define TWICE(a, i) __builtin_shufflevector(a, a, i, i, i + 1, i + 1, i + 2, i + 2, i + 3, i + 3, i + 4, i + 4, i + 5, i + 5, i + 6, i + 6, i + 7, i + 7)
#elif WIDTH == 8
#define TWICE(a, i) __builtin_shufflevector(a, a, i, i, i + 1, i + 1, i + 2, i + 2, i + 3, i + 3)
#else
#define TWICE TWICE_OF_4
#endif
#define TWICE_OF_4(a, i) __builtin_shufflevector(a, a, i, i, i + 1, i + 1)

/* A row of averages of 2 × 2 tiles, of two rows of `x`. */
INLINE void halveRow(float *y, const float *x, long row, int count) {
  int j = 0;
  for (; j + WIDTH <= count; j += WIDTH, x += 2 * WIDTH) {
    const V left = load(x) + load(x + row), right = load(x + WIDTH) + load(x + WIDTH + row);
    store(y + j, (EVERY_SECOND(left, right, 0) + EVERY_SECOND(left, right, 1)) * splat(0.25f));
  }
  for (; j + 4 <= count; j += 4, x += 8) {
    const F4 left = load4(x) + load4(x + row), right = load4(x + 4) + load4(x + 4 + row);
    store4(y + j, (EVERY_SECOND_OF_4(left, right, 0) + EVERY_SECOND_OF_4(left, right, 1)) * 0.25f);
  }
  for (; j < count; j++, x += 2) y[j] = ((x[0] + x[row]) + (x[1] + x[row + 1])) * 0.25f;
}

/* Two rows of `dx` from a row of gradients of averages. */
INLINE void doubleRow(float *dx, const float *dy, long row, int count) {
  int j = 0;
  for (; j + WIDTH <= count; j += WIDTH, dx += 2 * WIDTH) {
    const V value = load(dy + j) * splat(0.25f), left = TWICE(value, 0), right = TWICE(value, WIDTH / 2);
    store(dx, left), store(dx + WIDTH, right), store(dx + row, left), store(dx + row + WIDTH, right);
  }
  for (; j + 4 <= count; j += 4, dx += 8) {
    const F4 value = load4(dy + j) * 0.25f, left = TWICE_OF_4(value, 0), right = TWICE_OF_4(value, 2);
    store4(dx, left), store4(dx + 4, right), store4(dx + row, left), store4(dx + row + 4, right);
  }
  for (; j < count; j++, dx += 2) dx[0] = dx[1] = dx[row] = dx[row + 1] = dy[j] * 0.25f;
}

/* Rows or columns of the plane that a window takes. */
typedef struct {
  int begin, end;
} Span;
INLINE Span spanOf(int place, int stride, int padding, int kernel, int size) {
  const int first = place * stride - padding;
  return (Span){most(0, first), least(size, first + kernel)};
}

static void averageRow(float *y, const float *x, const Pooling *s, int i) {
  const float share = 1 / ((float)s->kernelHeight * (float)s->kernelWidth);
  const Span rows = spanOf(i, s->strideY, s->paddingY, s->kernelHeight, s->height);
  for (int j = 0; j < s->outputWidth; j++) {
    const Span columns = spanOf(j, s->strideX, s->paddingX, s->kernelWidth, s->width);
    float sum = 0;
    for (int r = rows.begin; r < rows.end; r++)
      for (int c = columns.begin; c < columns.end; c++) sum += x[(long)r * s->width + c];
    y[j] = sum * share;
  }
}

static void spreadRow(float *dx, const float *dy, const Pooling *s, int i) {
  const float share = 1 / ((float)s->kernelHeight * (float)s->kernelWidth);
  const Span rows = spanOf(i, s->strideY, s->paddingY, s->kernelHeight, s->height);
  for (int j = 0; j < s->outputWidth; j++) {
    const Span columns = spanOf(j, s->strideX, s->paddingX, s->kernelWidth, s->width);
    const float value = dy[j] * share;
    for (int r = rows.begin; r < rows.end; r++)
      for (int c = columns.begin; c < columns.end; c++) dx[(long)r * s->width + c] += value;
  }
}

/* An item is a plane. */
KERNEL(avgPool2d) {
  (void)lane;
  const Pooling s = *(const Pooling *)(memory + described);
  for (long plane = from; plane < to; plane++) {
    const float *x = FLOATS(s.x) + plane * s.height * s.width;
    float *y = FLOATS(s.y) + plane * s.outputHeight * s.outputWidth;
    for (int i = 0; i < s.outputHeight; i++, y += s.outputWidth)
      if (isHalving(&s)) halveRow(y, x + 2l * i * s.width, s.width, s.outputWidth);
      else averageRow(y, x, &s, i);
  }
}

/* `y` is the output gradient; an item is a plane. */
KERNEL(avgPool2dGradient) {
  (void)lane;
  const Pooling s = *(const Pooling *)(memory + described);
  const int isWhole = isHalving(&s) && s.height == 2 * s.outputHeight && s.width == 2 * s.outputWidth;
  for (long plane = from; plane < to; plane++) {
    float *dx = FLOATS(s.dx) + plane * s.height * s.width;
    const float *dy = FLOATS(s.y) + plane * s.outputHeight * s.outputWidth;
    if (!isWhole) memset(dx, 0, 4l * s.height * s.width);
    for (int i = 0; i < s.outputHeight; i++, dy += s.outputWidth)
      if (isHalving(&s)) doubleRow(dx + 2l * i * s.width, dy, s.width, s.outputWidth);
      else spreadRow(dx, dy, &s, i);
  }
}
