/* Lists of what is not 0: by pixel in the order of channels, or by channel in the order of places. */
#include "gather/events.h"
#include "gather/rows.h"

/* Bits that are listed at once. With 16 lanes nothing is written past them, otherwise at most `SLACK` events. */
#if WIDTH == 16
#define BITS_AT_ONCE 16
#else
#define BITS_AT_ONCE 8
#endif

/* Which bits of every byte are set. */
typedef const uint16_t (*Table)[8];

/* Lists bits as rows from `row` on. @returns where the next event goes */
INLINE char *putBits(char *target, Table table, uint32_t bits, int row) {
  const int count = __builtin_popcount(bits);
#if WIDTH == 16
  (void)table;
  const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  const __m512i rows = _mm512_maskz_compress_epi32((__mmask16)bits, _mm512_add_epi32(lanes, _mm512_set1_epi32(row)));
  _mm256_mask_storeu_epi16(target, (__mmask16)_bzhi_u32(0xffff, count), _mm512_cvtepi32_epi16(rows));
#else
  typedef uint16_t Rows __attribute__((vector_size(16)));
  Rows rows;
  memcpy(&rows, table[bits], sizeof rows);
  rows += (uint16_t)row;
  memcpy(target, &rows, sizeof rows);
#endif
  return target + count * eventBytes(0);
}

/* Lists bits as rows from `row` on, with their values, which are `step` floats apart from `x` on. @returns where the next event goes */
INLINE char *putValues(char *target, uint32_t bits, int row, const float *x, long step) {
  for (; bits; bits &= bits - 1, target += eventBytes(1)) {
    const int place = __builtin_ctz(bits), named = row + place;
    memcpy(target, &named, 4);
    memcpy(target + 4, x + place * step, 4);
  }
  return target;
}

/* Turns the counts of items into where their lists begin, and writes the table of bytes; there is one item. */
KERNEL(startEvents) {
  (void)lane, (void)from, (void)to;
  const Events s = *(const Events *)(memory + described);
  int32_t *counts = countsOf(memory, &s);
  int32_t sum = 0;
  for (int item = 0; item < s.entries; item++) {
    const int32_t count = counts[item];
    counts[item] = sum;
    sum += count + SLACK;
  }
  if (WIDTH == 16) return;
  uint16_t(*table)[8] = (uint16_t(*)[8])(memory + s.table);
  for (uint32_t byte = 0; byte < 256; byte++) {
    int i = 0;
    for (uint32_t bits = byte; bits; bits &= bits - 1) table[byte][i++] = (uint16_t)__builtin_ctz(bits);
  }
}

/* Where the lists of an item begin. */
INLINE char *listsOf(Memory memory, const Events *s, int item, int valued) {
  return memory + s->lists + countsOf(memory, s)[item] * eventBytes(valued);
}
INLINE Table tableOf(Memory memory, const Events *s) { return (Table)(memory + s->table); }

/* The first word of masks of a chunk. */
INLINE long wordOf(const Events *s, int unit) {
  const int chunks = chunksOf(s);
  return (long)(unit / chunks) * wordsOf(s->channels) + wordsOf(unit % chunks * s->chunk);
}

/* Counts the events of a band of rows of one chunk of channels of one group of one sample, which is an item. */
KERNEL(countEvents) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int bands = bandsOf(&s), chunks = chunksOf(&s);
  for (int item = from; item < to; item++) {
    const int unit = item / bands, first = item % bands * s.rows, count = least(s.rows, s.height - first) * s.width;
    const int words = wordsOf(least(s.chunk, s.channels - unit % chunks * s.chunk));
    int sum = 0;
    for (int w = 0; w < words; w++) {
      const uint32_t *masks = masksOf(memory, &s, wordOf(&s, unit) + w, first * s.width);
      for (int i = 0; i < count; i++) sum += __builtin_popcount(masks[i]);
    }
    countsOf(memory, &s)[item] = sum;
  }
}

/*
 * Lists the events of every pixel of an item, `[samples][groups][chunks][rows][pixels]`. An event names the channel within its chunk, and where several
 * taps are gathered as one the pixel within its row as well: the lists of neighbours are one list.
 */
INLINE void listRows(Memory memory, const Events *s, int item, int valued) {
  const int area = s->height * s->width, bands = bandsOf(s), chunks = chunksOf(s), unit = item / bands;
  const int channel = unit % chunks * s->chunk, channels = least(s->chunk, s->channels - channel), step = s->run > 1 ? channels : 0;
  const float *x = FLOATS(s->x) + ((long)(unit / chunks) * s->channels + channel) * area;
  const long across = (long)linesOf(s) * LINE;
  const int first = item % bands * s->rows, end = least(first + s->rows, s->height);
  const Table table = tableOf(memory, s);
  Address *start = startOf(memory, s, (long)unit * s->height + first, 0);
  const uint32_t *masks = masksOf(memory, s, wordOf(s, unit), first * s->width);
  char *target = listsOf(memory, s, item, valued);
  for (int y = first; y < end; y++) {
    for (int j = 0; j < s->width; j++, masks++) {
      *start++ = (Address)(target - memory);
      for (int c = 0; c < channels; c += WORD) {
        uint32_t bits = masks[c / WORD * across];
        if (valued) target = putValues(target, bits, j * step + c, x + (long)c * area + y * s->width + j, area);
        else
          for (int i = c; i < least(channels, c + WORD); i += BITS_AT_ONCE, bits >>= BITS_AT_ONCE)
            target = putBits(target, table, bits & ((1u << BITS_AT_ONCE) - 1), j * step + i);
      }
    }
    *start++ = (Address)(target - memory);
  }
}

KERNEL(listEvents) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  for (int item = from; item < to; item++)
    if (s.valued) listRows(memory, &s, item, 1);
    else listRows(memory, &s, item, 0);
}

/* Counts what is not 0 in one channel of a sheet, which is an item. */
KERNEL(countPlaces) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  const int channels = s.groups * s.channels, lines = linesOf(&s);
  for (int item = from; item < to; item++) {
    const int sheet = item / channels;
    int sum = 0;
    for (int i = 0; i < imagesOf(&s, sheet); i++) {
      const uint16_t *bits = bitsOf(memory, &s, (long)(sheet * s.images + i) * channels + item % channels);
      int b = 0;
      for (; b + 4 <= lines; b += 4) {
        uint64_t four;
        memcpy(&four, bits + b, 8);
        sum += __builtin_popcountll(four);
      }
      for (; b < lines; b++) sum += __builtin_popcount(bits[b]);
    }
    countsOf(memory, &s)[item] = sum;
  }
}

/* `count` of the bits of a plane, from bit `first` on. */
INLINE uint32_t bitsFrom(const uint16_t *bits, int first, int count) {
  const int shift = first % LINE;
  uint32_t found = (uint32_t)bits[first / LINE] >> shift;
  if (shift + count > LINE) found |= (uint32_t)bits[first / LINE + 1] << (LINE - shift);
  return found & ((1u << count) - 1);
}

/* Lists a channel of a sheet, which is an item, in `[sheets][channels][bands]`: an event names the place in the sheet's grids that its own place has. */
INLINE void listChannel(Memory memory, const Events *s, int item, int valued) {
  const int channels = s->groups * s->channels, sheet = item / channels, images = imagesOf(s, sheet), bands = bandsOf(s);
  const Table table = tableOf(memory, s);
  Address *start = startOf(memory, s, item, 0);
  char *target = listsOf(memory, s, item, valued);
  for (int band = 0; band < bands; band++) {
    *start++ = (Address)(target - memory);
    for (int i = 0; i < images; i++) {
      const long plane = (long)(sheet * s->images + i) * channels + item % channels;
      const uint16_t *bits = bitsOf(memory, s, plane);
      const float *x = FLOATS(s->x) + plane * s->height * s->width;
      for (int y = band * s->rows; y < least((band + 1) * s->rows, s->height); y++) {
        const int row = (i * s->gridHeight + y) * s->gridWidth, first = y * s->width;
        for (int j = 0; j < s->width; j += BITS_AT_ONCE) {
          const uint32_t some = bitsFrom(bits, first + j, least(BITS_AT_ONCE, s->width - j));
          if (valued) target = putValues(target, some, row + j, x + first + j, 1);
          else target = putBits(target, table, some, row + j);
        }
      }
    }
  }
  *start = (Address)(target - memory);
}

KERNEL(listPlaces) {
  (void)lane;
  const Events s = *(const Events *)(memory + described);
  for (int item = from; item < to; item++)
    if (s.valued) listChannel(memory, &s, item, 1);
    else listChannel(memory, &s, item, 0);
}
