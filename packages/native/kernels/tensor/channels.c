/* Passes over `[samples, channels, run]`; vectors have one entry a channel. Sums are those of `lanes.h`, added over samples in double precision. */
#include "kernel.h"
#include "tensor/lanes.h"

INLINE float biasOf(Memory memory, const Channels *s, int c) { return s->bias ? FLOATS(s->bias)[c] : 0; }
/* The mean that a norm takes from `x`, without the bias. */
INLINE float centreOf(Memory memory, const Channels *s, int c) { return FLOATS(s->mean)[c] - biasOf(memory, s, c); }
/* Where the run of an item in a sample begins. */
INLINE long placeOf(const Channels *s, int n, int c) { return ((long)n * s->channels + c) * s->run; }

static double total(const float *x, int count) {
  double sum = 0;
#define EACH(lanes, i) lanes += load(x + (i))
#define ONE(i) x[i]
  SUM_OVER(sum, count, EACH, ONE);
#undef EACH
#undef ONE
  return sum;
}

/* `Σ (x − centre)²`. */
static double spreadAround(float centre, const float *x, int count) {
  const V middle = splat(centre);
  double sum = 0;
#define EACH(lanes, i) \
  do { \
    const V off = load(x + (i)) - middle; \
    lanes = fused(off, off, lanes); \
  } while (0)
#define ONE(i) (double)(x[i] - centre) * (double)(x[i] - centre)
  SUM_OVER(sum, count, EACH, ONE);
#undef EACH
#undef ONE
  return sum;
}

/* `Σ dy · (x − centre)`. */
static double moment(const float *dy, const float *x, int count, float centre) {
  const V middle = splat(centre);
  double sum = 0;
#define EACH(lanes, i) lanes = fused(load(dy + (i)), load(x + (i)) - middle, lanes)
#define ONE(i) (double)dy[i] * (double)(x[i] - centre)
  SUM_OVER(sum, count, EACH, ONE);
#undef EACH
#undef ONE
  return sum;
}

/* Writes `a · (dy − level − (x − centre) · slope)`. @returns its sum */
static double writeNorm(float *y, const float *dy, const float *x, int count, float a, float level, float centre, float slope) {
  const V a_ = splat(a), level_ = splat(level), centre_ = splat(centre), less_ = splat(-slope);
  double sum = 0;
#define EACH(lanes, i) \
  do { \
    const V g = fused(load(x + (i)) - centre_, less_, load(dy + (i)) - level_) * a_; \
    store(y + (i), g); \
    lanes += g; \
  } while (0)
#define ONE(i) (y[i] = __builtin_fmaf(x[i] - centre, -slope, dy[i] - level) * a)
  SUM_OVER(sum, count, EACH, ONE);
#undef EACH
#undef ONE
  return sum;
}

INLINE float varianceOf(double spread, double mean, float centre, double count) {
  /* The spread is taken around a float32. */
  const double off = mean - centre, variance = spread / count - off * off;
  return variance > 0 || variance != variance ? (float)variance : 0;
}

/* Mean and biased variance of every item; the variance is taken around the mean. */
KERNEL(channelStatistics) {
  (void)lane;
  const Channels s = *(const Channels *)(memory + described);
  const double count = (double)s.samples * s.run;
  for (int c = from; c < to; c++) {
    double sum = 0, spread = 0;
    for (int n = 0; n < s.samples; n++) sum += total(FLOATS(s.x) + placeOf(&s, n, c), s.run);
    const float centre = (float)(sum / count);
    for (int n = 0; n < s.samples; n++) spread += spreadAround(centre, FLOATS(s.x) + placeOf(&s, n, c), s.run);
    FLOATS(s.mean)[c] = centre + biasOf(memory, &s, c);
    FLOATS(s.variance)[c] = varianceOf(spread, sum / count, centre, count);
  }
}

/* The statistics of channels from those of equally long parts, which are `[samples, channels, run]` at `x` (means) and `dy` (variances). */
KERNEL(mergeStatistics) {
  (void)lane;
  const Channels s = *(const Channels *)(memory + described);
  const double count = (double)s.samples * s.run;
  for (int c = from; c < to; c++) {
    double mean = 0, spread = 0;
    for (int n = 0; n < s.samples; n++) mean += total(FLOATS(s.x) + placeOf(&s, n, c), s.run);
    mean /= count;
    const float centre = (float)mean;
    for (int n = 0; n < s.samples; n++)
      spread += total(FLOATS(s.dy) + placeOf(&s, n, c), s.run) + spreadAround(centre, FLOATS(s.x) + placeOf(&s, n, c), s.run);
    FLOATS(s.mean)[c] = centre + biasOf(memory, &s, c);
    FLOATS(s.variance)[c] = varianceOf(spread, mean, centre, count);
  }
}

/* `x · scale + shift`; an item is one run. */
KERNEL(channelAffine) {
  (void)lane;
  const Channels s = *(const Channels *)(memory + described);
  for (int item = from; item < to; item++) {
    const int c = item % s.channels;
    const float scale = FLOATS(s.scale)[c], shift = __builtin_fmaf(scale, biasOf(memory, &s, c), FLOATS(s.shift)[c]);
    const float *x = FLOATS(s.x) + (long)item * s.run;
    float *y = FLOATS(s.y) + (long)item * s.run;
    int i = 0;
    for (; i + WIDTH <= s.run; i += WIDTH) store(y + i, fused(load(x + i), splat(scale), splat(shift)));
    for (; i < s.run; i++) y[i] = __builtin_fmaf(x[i], scale, shift);
  }
}

/*
 * `dx` in `y`, `Σ dy` and `Σ dy · Î`, and in `totals` `Σ dx`; `variance` holds the inverse deviation. An item is `group` channels: what is read to be
 * summed is read from a near cache the second time.
 */
KERNEL(channelNormGradient) {
  (void)lane;
  const Channels s = *(const Channels *)(memory + described);
  const float share = 1 / ((float)s.samples * (float)s.run);
  for (int item = from; item < to; item++) {
    const int first = item * s.group, end = least(first + s.group, s.channels);
    /* Two sums of each channel. */
    double(*sums)[2] = (double(*)[2])(memory + s.partial);
    for (int c = first; c < end; c++) sums[c][0] = sums[c][1] = 0;
    for (int n = 0; n < s.samples; n++)
      for (int c = first; c < end; c++) {
        const float *dy = FLOATS(s.dy) + placeOf(&s, n, c), *x = FLOATS(s.x) + placeOf(&s, n, c);
        sums[c][0] += total(dy, s.run);
        sums[c][1] += moment(dy, x, s.run, centreOf(memory, &s, c));
      }
    for (int c = first; c < end; c++) {
      FLOATS(s.sums)[c] = (float)sums[c][0];
      FLOATS(s.products)[c] = (float)(sums[c][1] * (double)FLOATS(s.variance)[c]);
      sums[c][0] = 0;
    }
    for (int n = s.samples - 1; n >= 0; n--)
      for (int c = first; c < end; c++) {
        const float level = FLOATS(s.sums)[c] * share, slope = FLOATS(s.products)[c] * share * FLOATS(s.variance)[c];
        const long place = placeOf(&s, n, c);
        sums[c][0] += writeNorm(FLOATS(s.y) + place, FLOATS(s.dy) + place, FLOATS(s.x) + place, s.run, FLOATS(s.scale)[c], level,
                                centreOf(memory, &s, c), slope);
      }
    if (s.totals)
      for (int c = first; c < end; c++) FLOATS(s.totals)[c] = (float)sums[c][0];
  }
}
