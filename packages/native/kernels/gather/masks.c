/* Marks what is not 0, in words of channels and in bits of pixels. */
#include "gather/events.h"

#define LINE_VECTORS (LINE / WIDTH)
#define BAND_LINES (BAND / LINE)

/* Lanes that are not 0. */
#if WIDTH == 16
typedef __mmask16 Active;
INLINE Active activeOf(V x) { return _mm512_cmp_ps_mask(x, zero(), _CMP_NEQ_UQ); }
INLINE Active oddOf(Active active, V x) { return _mm512_mask_cmp_ps_mask(active, x, splat(1), _CMP_NEQ_UQ); }
INLINE I mark(I words, Active active, I bit) { return (I)_mm512_mask_or_epi32((__m512i)words, active, (__m512i)words, (__m512i)bit); }
INLINE uint32_t bitsOfLanes(Active active) { return active; }
#else
typedef I Active;
INLINE Active activeOf(V x) { return x != zero(); }
/* Those that are not 1 either. */
INLINE Active oddOf(Active active, V x) { return active & (x != splat(1)); }
INLINE I mark(I words, Active active, I bit) { return words | (active & bit); }
#if WIDTH == 8
INLINE uint32_t bitsOfLanes(Active active) { return (uint32_t)_mm256_movemask_ps((__m256)active); }
#else
INLINE uint32_t bitsOfLanes(Active active) {
  const I bits = active & (I){1, 2, 4, 8};
#ifdef __aarch64__
  return (uint32_t)vaddvq_s32((int32x4_t)bits);
#else
  return (uint32_t)(bits[0] | bits[1] | bits[2] | bits[3]);
#endif
}
#endif
#endif

/* How many values are not 0, and whether any of those is not 1. */
typedef struct {
  int32_t found, odd;
} Marks;

/* Marks `lines` lines of some channels, of which the last one has `live` pixels. Planes are `area` floats apart, their bits `across` lines. */
INLINE Marks maskLines(int lines, uint32_t *masks, uint16_t *bits, const float *x, long area, long across, int channels, int live) {
  I words[BAND_LINES * LINE_VECTORS], bit = (I){0} + 1;
  Active odd = activeOf(zero());
  Marks marks = {0, 0};
  UNROLL for (int v = 0; v < lines * LINE_VECTORS; v++) words[v] = (I){0};
  for (int c = 0; c < channels; c++, x += area, bits += across, bit = (I)((U)bit << 1)) {
    uint64_t set = 0;
    UNROLL for (int v = 0; v < lines * LINE_VECTORS; v++) {
      const V value = live == LINE ? load(x + v * WIDTH) : loadFirst(x + v * WIDTH, live - v * WIDTH);
      const Active active = activeOf(value);
      words[v] = mark(words[v], active, bit);
      odd |= oddOf(active, value);
      set |= (uint64_t)bitsOfLanes(active) << v * WIDTH;
    }
    memcpy(bits, &set, lines * sizeof *bits);
    marks.found += __builtin_popcountll(set);
  }
  UNROLL for (int v = 0; v < lines * LINE_VECTORS; v++) memcpy(masks + v * WIDTH, &words[v], sizeof(I));
  marks.odd = bitsOfLanes(odd) != 0;
  return marks;
}

/*
 * An item is a band of pixels of one word of channels of one group of one sample. It counts how many are not 0, and whether any is not 1. Only one in
 * `every` item is done.
 */
KERNEL(maskEvents) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int area = s.height * s.width, bands = partsOf(area, BAND), words = wordsOf(s.channels);
  const long across = linesOf(&s);
  for (int i = from; i < to; i++) {
    const int item = i * s.every, unit = item / bands, channel = unit % words * WORD, channels = least(WORD, s.channels - channel);
    const long plane = (long)(unit / words) * s.channels + channel;
    const int first = item % bands * BAND, end = least(first + BAND, area);
    uint32_t *masks = masksOf(memory, &s, unit, first);
    uint16_t *bits = bitsOf(memory, &s, plane) + first / LINE;
    const float *x = FLOATS(s.x) + plane * area + first;
    Marks *all = (Marks *)countsOf(memory, &s) + i;
    if (end - first == BAND) {
      *all = maskLines(BAND_LINES, masks, bits, x, area, across, channels, LINE);
      continue;
    }
    *all = (Marks){0, 0};
    for (int p = 0; p < end - first; p += LINE) {
      const int live = least(LINE, end - first - p);
      const Marks marks = live == LINE ? maskLines(1, masks + p, bits + p / LINE, x + p, area, across, channels, LINE)
                                       : maskLines(1, masks + p, bits + p / LINE, x + p, area, across, channels, live);
      all->found += marks.found;
      all->odd |= marks.odd;
    }
  }
}

/* Sums what the items of `maskEvents` have counted, and joins their marks; there is one item. */
KERNEL(sumMasks) {
  (void)lane, (void)from, (void)to;
  const Events s = *(const Events *)(memory + described);
  const Marks *marks = (const Marks *)countsOf(memory, &s);
  int found = 0, odd = 0;
  for (int i = 0; i < s.entries; i++) found += marks[i].found, odd += marks[i].odd;
  *(Marks *)(memory + s.found) = (Marks){found, odd > 0};
}
