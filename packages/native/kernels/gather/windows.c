/* Finds the windows of every band: all blocks of outputs go by them, with nothing to work out between two lists. */
#include "gather/windows.h"

/* Windows of positions `first` to `end`. @returns where the last one found ends */
INLINE Window *findRun(Memory memory, const Events *s, int unit, int tap, int first, int end, Window *to) {
  const int positions = s->outputHeight * s->outputWidth, chunks = chunksOf(s), run = s->run, stride = s->strideX;
  const int top = tap / s->kernelWidth * s->dilationY - s->paddingY, left = tap % s->kernelWidth * s->dilationX - s->paddingX;
  const int step = run > 1 ? least(s->chunk, s->channels - unit % chunks * s->chunk) * BLOCK * 4 : 0;
  for (int p = first; p < end;) {
    const int image = p / positions, i = (p - image * positions) / s->outputWidth, y = i * s->strideY + top;
    int j = p - image * positions - i * s->outputWidth;
    const int stop = least(s->outputWidth, j + end - p);
    if (y < 0 || y >= s->height) {
      p += stop - j;
      continue;
    }
    const Address *starts = startOf(memory, s, ((long)image * s->groups * chunks + unit) * s->height + y, 0);
    for (int x = j * stride + left; j < stop; j++, p++, x += stride) {
      const int begin = most(x, 0), last = least(x + run, s->width);
      if (begin >= last) continue;
      const Address list = starts[begin], listEnd = starts[last];
      *to = (Window){list, listEnd, (uint32_t)(p - first) * BLOCK * 4, -x * step};
      to += list != listEnd;
    }
  }
  return to;
}

KERNEL(findWindows) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int runs = runsOf(&s), parts = s.groups * chunksOf(&s) * runs, all = s.samples * s.outputHeight * s.outputWidth;
  for (int item = from; item < to; item++) {
    const int first = item / parts * s.atOnce;
    Window *windows = windowsOf(memory, &s, item), *begin = windows + 1;
    Window *end = findRun(memory, &s, item % parts / runs, item % runs * s.run, first, least(first + s.atOnce, all), begin);
    *windowCountOf(windows) = (int32_t)(end - begin);
  }
}
