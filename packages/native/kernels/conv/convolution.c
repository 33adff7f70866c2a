/* Convolutions of any geometry by packed products, and both their gradients. */
#include "conv/columns.h"
#include "product/packing.h"
#include "product/panels.h"

/* Writes where each tap of the window reads for each position; an item is a tap. */
KERNEL(placeTaps) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int end = partsOf(positionsOf(&s), PANEL) * PANEL;
  for (int tap = from; tap < to; tap++) {
    const int top = tap / s.kernelWidth * s.dilationY - s.paddingY, left = tap % s.kernelWidth * s.dilationX - s.paddingX;
    int32_t *places = placesOf(memory, &s, tap);
    int p = 0;
    for (int i = 0; i < s.outputHeight; i++) {
      const int y = i * s.strideY + top;
      for (int j = 0; j < s.outputWidth; j++) {
        const int x = j * s.strideX + left;
        places[p++] = y >= 0 && y < s.height && x >= 0 && x < s.width ? y * s.width + x : -1;
      }
    }
    while (p < end) places[p++] = -1;
  }
}

/* Packs weights for `conv2d`, `[outputs/4][taps][4]`; an item is a panel of one group. */
KERNEL(packWeights) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int taps = tapsOf(&s), panels = partsOf(s.outputs, ROWS);
  for (int item = from; item < to; item++) {
    const int first = item % panels * ROWS;
    const float *w = FLOATS(s.w) + ((long)(item / panels) * s.outputs + first) * taps;
    interleave(FLOATS(s.shared) + (long)item * taps * ROWS, ROWS, w, taps, s.outputs - first, taps);
  }
}

/*
 * Packs weights for the convolution that is the input gradient of another of stride 1: inputs and outputs change places and the window is turned by half
 * a circle. The description is that of the convolution to come.
 */
KERNEL(packTurnedWeights) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int window = windowOf(&s), panels = partsOf(s.outputs, ROWS);
  for (int item = from; item < to; item++) {
    const int first = item % panels * ROWS;
    const float *group = FLOATS(s.w) + (long)(item / panels) * s.channels * s.outputs * window;
    float *target = FLOATS(s.shared) + (long)item * tapsOf(&s) * ROWS;
    for (int c = 0; c < s.channels; c++)
      for (int tap = window - 1; tap >= 0; tap--, target += ROWS)
        for (int r = 0; r < ROWS; r++)
          target[r] = first + r < s.outputs ? group[((long)c * s.outputs + first + r) * window + tap] : 0;
  }
}

/* An item is a block of positions, of all images of one group; panels of one image are multiplied together. */
KERNEL(conv2d) {
  const Convolution s = *(const Convolution *)(memory + described);
  const int taps = tapsOf(&s), positions = positionsOf(&s), perImage = partsOf(positions, PANEL), all = s.samples * perImage;
  const int blocks = partsOf(all, COLUMN_PANELS);
  const Steps steps = {PANEL, positions, ROWS * (long)taps, PANEL * (long)taps};
  float *columns = FLOATS(s.scratch + lane * s.scratchBytes);
  for (int item = from; item < to; item++) {
    const int group = item / blocks, begin = item % blocks * COLUMN_PANELS, end = least(begin + COLUMN_PANELS, all);
    const float *weights = FLOATS(s.shared) + (long)group * partsOf(s.outputs, ROWS) * taps * ROWS;
    for (int p = begin; p < end;) {
      const long image = (long)(p / perImage) * s.groups + group;
      const int within = p % perImage, count = least(end - p, perImage - within), position = within * PANEL;
      const float *x = FLOATS(s.x) + image * s.channels * s.height * s.width;
      for (int i = 0; i < count; i++) packColumns(memory, columns + (long)i * taps * PANEL, x, &s, position + i * PANEL);
      float *y = FLOATS(s.y) + image * s.outputs * positions + position;
      for (int first = 0; first < taps; first += DEPTH)
        multiplyPart(y, weights + (long)first * ROWS, columns + (long)first * PANEL, steps, least(DEPTH, taps - first), s.outputs,
                     least(count * PANEL, positions - position), first > 0);
      p += count;
    }
  }
}

/* Packs output gradients for `scatterConv2d`, `[images][positions/8][outputs][8]`; an item is a panel of one image. */
KERNEL(packGradientColumns) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int positions = positionsOf(&s), panels = partsOf(positions, PANEL);
  for (int item = from; item < to; item++) {
    const int j = item % panels * PANEL;
    const float *y = FLOATS(s.y) + (long)(item / panels) * s.outputs * positions + j;
    copyGroups(8, FLOATS(s.shared) + (long)item * s.outputs * PANEL, PANEL, y, positions, positions - j, s.outputs);
  }
}

/* Floats of a packed panel of four taps, and of a cache line more: panels whole pages apart would share a few lines. */
INLINE long tapPanel(const Convolution *s) { return s->outputs * 4l + 16; }
/* Floats of the packed weights of `SCATTER_CHANNELS` channels. */
INLINE long tapRows(const Convolution *s) { return partsOf(SCATTER_CHANNELS * windowOf(s), ROWS) * tapPanel(s); }

/* Packs the weights of some taps of all outputs, `[taps/4][outputs][4]`, reading every line once. What follows the last tap is never used. */
static void packWeightsOfTaps(Memory memory, float *to, const Convolution *s, int group, int channel, int taps) {
  const long row = tapsOf(s);
  const float *w = FLOATS(s->w) + group * s->outputs * row + channel * windowOf(s);
  for (int o = 0; o < s->outputs; o++, w += row)
    for (int tap = 0; tap < taps; tap += 4) memcpy(to + tap / 4 * tapPanel(s) + o * 4, w + tap, 4 * least(4, taps - tap));
}

/* Packs the weights for `scatterConv2d` where they are kept; items are its own. */
KERNEL(packTapRows) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int blocks = partsOf(s.channels, SCATTER_CHANNELS);
  for (int item = from; item < to; item++) {
    const int channel = item % blocks * SCATTER_CHANNELS, channels = least(SCATTER_CHANNELS, s.channels - channel);
    packWeightsOfTaps(memory, FLOATS(s.kept) + item * tapRows(&s), &s, item / blocks, channel, channels * windowOf(&s));
  }
}

/* The adjoint of reading windows: adds columns `[taps][positions]` of some channels back to where they were read. */
static void scatterColumns(Memory memory, float *x, const float *columns, const Convolution *s, int channels) {
  const int window = windowOf(s), end = positionsOf(s);
  for (int c = 0; c < channels; c++, x += (long)s->height * s->width)
    for (int tap = 0; tap < window; tap++, columns += end) {
      const int32_t *places = placesOf(memory, s, tap);
      int p = 0;
      for (; p + 4 <= end; p += 4) {
        if (areNeighbours(places + p, 4)) store4(x + places[p], load4(x + places[p]) + load4(columns + p));
        else
          for (int i = p; i < p + 4; i++)
            if (places[i] >= 0) x[places[i]] += columns[i];
      }
      for (; p < end; p++)
        if (places[p] >= 0) x[places[p]] += columns[p];
    }
}

/* The input gradient of any stride, `y` the output gradient and `x` the result, which holds zeros; an item is a few channels of one group. */
KERNEL(scatterConv2d) {
  const Convolution s = *(const Convolution *)(memory + described);
  const int window = windowOf(&s), positions = positionsOf(&s), panels = partsOf(positions, PANEL), blocks = partsOf(s.channels, SCATTER_CHANNELS);
  const Steps steps = {PANEL, positions, tapPanel(&s), PANEL * (long)s.outputs};
  float *own = FLOATS(s.scratch + lane * s.scratchBytes), *columns = own + tapRows(&s);
  for (int item = from; item < to; item++) {
    const int group = item / blocks, channel = item % blocks * SCATTER_CHANNELS, channels = least(SCATTER_CHANNELS, s.channels - channel);
    const float *weights = s.kept ? FLOATS(s.kept) + item * tapRows(&s) : own;
    if (!s.kept) packWeightsOfTaps(memory, own, &s, group, channel, channels * window);
    for (int n = 0; n < s.samples; n++) {
      const long image = (long)n * s.groups + group;
      const float *gradients = FLOATS(s.shared) + image * panels * s.outputs * PANEL;
      for (int first = 0; first < s.outputs; first += DEPTH)
        multiplyPart(columns, weights + first * 4l, gradients + (long)first * PANEL, steps, least(DEPTH, s.outputs - first), channels * window,
                     positions, first > 0);
      scatterColumns(memory, FLOATS(s.x) + (image * s.channels + channel) * s.height * s.width, columns, &s, channels);
    }
  }
}

/* Packs output gradients for the weight gradient, `[outputs/4][samples][positions][4]`; an item is a panel of one group. */
KERNEL(packGradients) {
  (void)lane;
  const Convolution s = *(const Convolution *)(memory + described);
  const int positions = positionsOf(&s), panels = partsOf(s.outputs, ROWS);
  for (int item = from; item < to; item++) {
    const int first = item % panels * ROWS;
    for (int n = 0; n < s.samples; n++) {
      const float *y = FLOATS(s.y) + (((long)n * s.groups + item / panels) * s.outputs + first) * positions;
      interleave(FLOATS(s.shared) + ((long)item * s.samples + n) * positions * ROWS, ROWS, y, positions, s.outputs - first, positions);
    }
  }
}

/* The weight gradient, `w` the result; an item is a block of taps of one group, whose images are taken in order. */
KERNEL(conv2dWeightGradient) {
  const Convolution s = *(const Convolution *)(memory + described);
  const int taps = tapsOf(&s), blocks = partsOf(partsOf(taps, PANEL), TAP_PANELS), positions = positionsOf(&s), images = most(1, SPAN / positions);
  const long plane = (long)s.channels * s.height * s.width, length = (long)s.samples * positions;
  float *columns = FLOATS(s.scratch + lane * s.scratchBytes);
  for (int item = from; item < to; item++) {
    const int group = item / blocks, begin = item % blocks * TAP_PANELS * PANEL, end = least(begin + TAP_PANELS * PANEL, taps);
    const float *gradients = FLOATS(s.shared) + group * partsOf(s.outputs, ROWS) * length * ROWS;
    float *w = FLOATS(s.w) + (long)group * s.outputs * taps + begin;
    for (int n = 0; n < s.samples; n += images) {
      const int part = least(images, s.samples - n), count = part * positions;
      for (int tap = begin; tap < end; tap += PANEL)
        for (int i = 0; i < part; i++) {
          const float *image = FLOATS(s.x) + ((long)(n + i) * s.groups + group) * plane;
          packTaps(memory, columns + (long)(tap - begin) * count + (long)i * positions * PANEL, image, &s, tap);
        }
      const Steps steps = {PANEL, taps, length * ROWS, (long)count * PANEL};
      for (int first = 0; first < count; first += DEPTH)
        multiplyPart(w, gradients + ((long)n * positions + first) * ROWS, columns + (long)first * PANEL, steps, least(DEPTH, count - first), s.outputs,
                     end - begin, n > 0 || first > 0);
    }
  }
}
