/* Convolutions of events: for every event the row of weights of its channel and tap is added to the sums of its output position. */
#include "gather/rows.h"
#include "gather/windows.h"

/* Packs the weights of a block of outputs, `[chunks][window][channels][32]`, zeros past the last output. Reads at most three floats past a row. */
static void packBlock(float *to, const Events *s, const float *w, int live) {
  const int window = s->kernelHeight * s->kernelWidth;
  const long stride = (long)s->channels * window;
  for (int o = 0; o < BLOCK; o += WIDTH)
    for (int first = 0; first < s->channels; first += s->chunk) {
      const int channels = least(s->chunk, s->channels - first), length = channels * window;
      const float *x = w + o * stride + (long)first * window;
      float *row = to + (long)first * window * BLOCK + o;
      int tap = 0;
      for (int q = 0; q < length; q += 4) {
        V r[4];
        loadFours(r, x + q, stride, live - o);
        transpose(r);
        for (int i = 0; i < least(4, length - q); i++) {
          store(row + (long)tap * channels * BLOCK, r[i]);
          if (++tap == window) tap = 0, row += BLOCK;
        }
      }
    }
}

/* Two lists at once as long as both have events: sums of one alone would wait for each other. */
INLINE void addPair(float *const sums[2], const float *const rows[2], const char *const events[2], const char *const stops[2], int valued) {
  V a[ROW_VECTORS], b[ROW_VECTORS];
  loadRow(a, sums[0]);
  loadRow(b, sums[1]);
  const long length[2] = {stops[0] - events[0], stops[1] - events[1]};
  const long both = length[0] < length[1] ? length[0] : length[1];
  for (long e = 0; e < both; e += eventBytes(valued)) {
    addRow(a, rowOf(rows[0], events[0] + e, valued), events[0] + e, valued);
    addRow(b, rowOf(rows[1], events[1] + e, valued), events[1] + e, valued);
  }
  storeRow(sums[0], a);
  storeRow(sums[1], b);
  const int rest = length[0] > both ? 0 : 1;
  if (length[rest] > both) addTaps(1, sums[rest], rows[rest], 0, events[rest] + both, stops[rest], valued);
}

/* Every window of a run of taps has sums of its own, so that any two of them may go together. */
INLINE void gatherWindows(Memory memory, const Window *window, int count, const char *weights, char *tile, int valued) {
  int i = 0;
  for (; i + 2 <= count; i += 2, window += 2) {
    float *const sums[2] = {(float *)(tile + window[0].sums), (float *)(tile + window[1].sums)};
    const float *const rows[2] = {(const float *)(weights + window[0].weights), (const float *)(weights + window[1].weights)};
    const char *const events[2] = {memory + window[0].list, memory + window[1].list};
    const char *const stops[2] = {memory + window[0].end, memory + window[1].end};
    addPair(sums, rows, events, stops, valued);
  }
  if (i < count)
    addTaps(1, (float *)(tile + window->sums), (const float *)(weights + window->weights), 0, memory + window->list, memory + window->end, valued);
}
static void gatherOnes(Memory memory, const Window *window, int count, const float *weights, float *tile) {
  gatherWindows(memory, window, count, (const char *)weights, (char *)tile, 0);
}
static void gatherValues(Memory memory, const Window *window, int count, const float *weights, float *tile) {
  gatherWindows(memory, window, count, (const char *)weights, (char *)tile, 1);
}

/* Packs the weights of all blocks where they are kept; an item is a block of outputs of one group. */
KERNEL(packRows) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int blocks = partsOf(s.outputs, BLOCK);
  const long taps = (long)s.channels * s.kernelHeight * s.kernelWidth;
  for (int item = from; item < to; item++) {
    const int o = item % blocks * BLOCK;
    packBlock(FLOATS(s.kept) + item * taps * BLOCK, &s, FLOATS(s.w) + ((long)(item / blocks) * s.outputs + o) * taps, s.outputs - o);
  }
}

/* An item is a band of positions, of all images, of one block of outputs. Chunks of channels and runs of taps go one after the other. */
KERNEL(gatherEvents) {
  const Events s = *(const Events *)(memory + described);
  const int positions = s.outputHeight * s.outputWidth, all = s.samples * positions, window = s.kernelHeight * s.kernelWidth;
  const int bands = partsOf(all, s.atOnce), blocks = partsOf(s.outputs, BLOCK), chunks = chunksOf(&s), runs = runsOf(&s);
  const long taps = (long)s.channels * window;
  float *tile = FLOATS(s.scratch + lane * s.scratchBytes), *own = tile + (long)s.atOnce * BLOCK;
  int packed = -1;
  for (int item = from; item < to; item++) {
    const int first = item % bands * s.atOnce, end = least(first + s.atOnce, all);
    const int unit = item / bands, group = unit / blocks, o = unit % blocks * BLOCK;
    if (!s.kept && packed != unit) {
      packed = unit;
      packBlock(own, &s, FLOATS(s.w) + (group * s.outputs + o) * taps, s.outputs - o);
    }
    const float *weights = s.kept ? FLOATS(s.kept) + unit * taps * BLOCK : own;
    memset(tile, 0, (size_t)(end - first) * BLOCK * 4);
    const long band = (long)(item % bands) * s.groups + group;
    for (int chunk = 0; chunk < chunks; chunk++) {
      const long step = (long)s.run * least(s.chunk, s.channels - chunk * s.chunk) * BLOCK;
      for (int run = 0; run < runs; run++, weights += step) {
        Window *windows = windowsOf(memory, &s, (band * chunks + chunk) * runs + run);
        (s.valued ? gatherValues : gatherOnes)(memory, windows + 1, *windowCountOf(windows), weights, tile);
      }
    }
    for (int p = first; p < end;) {
      const int image = p / positions, stop = least(end, (image + 1) * positions);
      float *y = FLOATS(s.y) + ((long)(image * s.groups + group) * s.outputs + o) * positions + (p - image * positions);
      unpackRows(y, positions, tile + (long)(p - first) * BLOCK, stop - p, least(BLOCK, s.outputs - o));
      p = stop;
    }
  }
}
