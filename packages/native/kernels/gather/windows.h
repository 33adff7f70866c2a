/* Windows of events: for one run of taps and one output position, a list, and the row of sums that it is added to. */
#pragma once
#include "gather/events.h"

/* Where the list begins and ends, and how many bytes its sums and its weights stand from the first ones. */
typedef struct {
  Address list, end;
  uint32_t sums;
  int32_t weights;
} Window;

/* Runs of taps of the window of the convolution. */
INLINE int runsOf(const Events *s) { return s->kernelHeight * s->kernelWidth / s->run; }

/* Windows of a band of positions, for one run of taps of one chunk of one group, `[bands][groups][chunks][runs]`. How many there are stands before them. */
INLINE Window *windowsOf(Memory memory, const Events *s, long item) { return (Window *)(memory + s->shared) + item * (s->atOnce + 1l); }
INLINE int32_t *windowCountOf(Window *windows) { return (int32_t *)windows; }
