/*
 * The weight gradient from events: for every event of a channel, the row of output gradients of a tap is added to the
 * sums of that channel and tap. Sheets of samples are taken in order, and within them bands of rows.
 */
#include "gather/events.h"
#include "gather/rows.h"

/* Lays output gradients out in blocks of outputs, `[sheets][groups][outputs/32][samples][grid][32]`; an item is one block of one sample. */
KERNEL(packRowsOfGradients) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int positions = s.outputHeight * s.outputWidth, blocks = partsOf(s.outputs, BLOCK), parts = s.groups * blocks;
  const long grid = (long)s.gridHeight * s.gridWidth * BLOCK;
  for (int item = from; item < to; item++) {
    const int first = item % blocks * BLOCK, sample = item / parts, sheet = sample / s.images, live = least(BLOCK, s.outputs - first);
    const float *source = FLOATS(s.y) + ((long)(item / blocks) * s.outputs + first) * positions;
    float *target = FLOATS(s.shared) + ((long)(sheet * parts + item % parts) * s.images + sample % s.images) * grid;
    memset(target, 0, 4 * grid);
    for (int i = 0; i < s.outputHeight; i++) {
      const float *y = source + (long)i * s.outputWidth;
      float *row = target + ((long)(s.gridTop + i * s.strideY) * s.gridWidth + s.gridLeft) * BLOCK;
      int j = 0;
      for (; j + 4 <= s.outputWidth; j += 4)
        for (int o = 0; o < live; o += WIDTH) {
          V r[4];
          loadFours(r, y + (long)o * positions + j, positions, live - o);
          transpose(r);
          UNROLL for (int p = 0; p < 4; p++) store(row + (long)(j + p) * s.strideX * BLOCK + o, r[p]);
        }
      for (; j < s.outputWidth; j++)
        for (int o = 0; o < live; o++) row[(long)j * s.strideX * BLOCK + o] = y[(long)o * positions + j];
    }
  }
}

/* The taps of a row of the window: three of them share what is read of the list. */
INLINE void gatherTaps(float *sums, const float *rows, long across, int count, const char *event, const char *stop, int valued) {
  for (; count >= 3; count -= 3, sums += 3 * BLOCK, rows -= 3 * across) addTaps(3, sums, rows, across, event, stop, valued);
  for (; count > 0; count--, sums += BLOCK, rows -= across) addTaps(1, sums, rows, across, event, stop, valued);
}

INLINE void gatherSheet(Memory memory, const Events *s, int count, long lists, const float *gradients, float *sums, int valued) {
  const int bands = bandsOf(s), window = s->kernelHeight * s->kernelWidth;
  const float *first = gradients + ((long)(s->gridTop + s->paddingY) * s->gridWidth + s->gridLeft + s->paddingX) * BLOCK;
  const long down = (long)s->dilationY * s->gridWidth * BLOCK, across = (long)s->dilationX * BLOCK;
  for (int band = 0; band < bands; band++)
    for (int c = 0; c < count; c++) {
      const Address *start = startOf(memory, s, lists + c, band);
      if (start[0] == start[1]) continue;
      float *own = sums + (long)c * window * BLOCK;
      for (int i = 0; i < s->kernelHeight; i++)
        gatherTaps(own + (long)i * s->kernelWidth * BLOCK, first - i * down, across, s->kernelWidth, memory + start[0], memory + start[1], valued);
    }
}
static void gatherSheetOfOnes(Memory memory, const Events *s, int count, long lists, const float *gradients, float *sums) {
  gatherSheet(memory, s, count, lists, gradients, sums, 0);
}
static void gatherSheetOfValues(Memory memory, const Events *s, int count, long lists, const float *gradients, float *sums) {
  gatherSheet(memory, s, count, lists, gradients, sums, 1);
}

/* An item is some channels of one block of outputs of one group. */
KERNEL(gatherGradients) {
  const Events s = *(const Events *)(memory + described);
  const int window = s.kernelHeight * s.kernelWidth;
  const int blocks = partsOf(s.outputs, BLOCK), chunks = partsOf(s.channels, s.atOnce), sheets = partsOf(s.samples, s.images);
  const long grids = (long)s.images * s.gridHeight * s.gridWidth * BLOCK;
  float *sums = FLOATS(s.scratch + lane * s.scratchBytes);
  for (int item = from; item < to; item++) {
    const int part = item / chunks % blocks, group = item / (chunks * blocks), first = item % chunks * s.atOnce;
    const int count = least(s.atOnce, s.channels - first), o = part * BLOCK;
    memset(sums, 0, (size_t)count * window * BLOCK * 4);
    for (int sheet = 0; sheet < sheets; sheet++) {
      const long unit = (long)sheet * s.groups + group;
      const float *gradients = FLOATS(s.shared) + (unit * blocks + part) * grids;
      (s.valued ? gatherSheetOfValues : gatherSheetOfOnes)(memory, &s, count, unit * s.channels + first, gradients, sums);
    }
    float *w = FLOATS(s.w) + ((long)(group * s.outputs + o) * s.channels + first) * window;
    unpackRows(w, (long)s.channels * window, sums, count * window, least(BLOCK, s.outputs - o));
  }
}
