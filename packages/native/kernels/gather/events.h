/* Addresses of masks and lists of events. */
#pragma once
#include "kernel.h"
#include "simd.h"

/* Number of words for a number of channels. */
INLINE int wordsOf(int channels) { return partsOf(channels, WORD); }
/* Lines of a plane, the last of which may go past its end. */
INLINE int linesOf(const Events *s) { return partsOf(s->height * s->width, LINE); }
/* The words of a pixel's first channels, `[samples][groups][words][pixels]`: bit `c` is set where channel `c` is not 0. */
INLINE uint32_t *masksOf(Memory memory, const Events *s, long unit, int pixel) {
  return (uint32_t *)(memory + s->masks) + unit * linesOf(s) * LINE + pixel;
}
/* The bits of a plane, `[samples][groups][channels][pixels]`, 16 at a time. */
INLINE uint16_t *bitsOf(Memory memory, const Events *s, long plane) { return (uint16_t *)(memory + s->bits) + plane * linesOf(s); }

INLINE int32_t *countsOf(Memory memory, const Events *s) { return (int32_t *)(memory + s->counts); }

/* Chunks of channels. */
INLINE int chunksOf(const Events *s) { return partsOf(s->channels, s->chunk); }
/* Bands of rows of a plane. */
INLINE int bandsOf(const Events *s) { return partsOf(s->height, s->rows); }
/* Samples of a sheet, of which the last may have fewer. */
INLINE int imagesOf(const Events *s, int sheet) { return least(s->images, s->samples - sheet * s->images); }

/* Where the address of a list stands: of a pixel of a row, or of a band of rows of a channel. The next one's is where the list ends. */
INLINE Address *startOf(Memory memory, const Events *s, long row, int place) {
  const int places = s->images > 0 ? bandsOf(s) : s->width;
  return (Address *)(memory + s->starts) + row * (places + 1) + place;
}
