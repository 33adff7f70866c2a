/*
 * Sums across lanes. Entry `i` of a stretch of 1024 belongs to lane `i % 32`; the 32 sums of a stretch are added in pairs, lane `i` and lane `i + n`
 * for n = 16, 8 and 4, and the last four and all stretches in double precision. What is left of fewer than 16 entries is added in double precision, one by one.
 */
#pragma once
#include "simd.h"

/* Entries that are summed in single precision: the error of 32 additions is that of one within a few bits. */
#define STRETCH 1024
#define LANE_VECTORS (32 / WIDTH)
typedef struct {
  V sum[LANE_VECTORS];
} Lanes;

INLINE double sumOfLanes(const Lanes *lanes) {
  V a[LANE_VECTORS];
  UNROLL for (int v = 0; v < LANE_VECTORS; v++) a[v] = lanes->sum[v];
  UNROLL for (int n = LANE_VECTORS / 2; n > 0; n /= 2)
    UNROLL for (int v = 0; v < n; v++) a[v] += a[v + n];
#if WIDTH == 16
  const F4 low = PART_OF(a[0], 0) + PART_OF(a[0], 2), high = PART_OF(a[0], 1) + PART_OF(a[0], 3), four = low + high;
#elif WIDTH == 8
  const F4 four = PART_OF(a[0], 0) + PART_OF(a[0], 1);
#else
  const F4 four = a[0];
#endif
  return ((double)four[0] + (double)four[2]) + ((double)four[1] + (double)four[3]);
}

/*
 * Runs `EACH` for every entry from `i` = 0 to `count`: on vectors, `EACH(sum, i)` adds what is at `i` to a vector of sums, and on single ones
 * `ONE(i)` is added in double precision. Adds everything to `total`.
 */
#define SUM_OVER(total, count, EACH, ONE) \
  do { \
    const long whole_ = (count) / 16 * 16; \
    long i_ = 0; \
    while (i_ < whole_) { \
      const long stop_ = i_ + STRETCH < whole_ ? i_ + STRETCH : whole_; \
      Lanes lanes_ = {{{0}}}; \
      for (; i_ + 32 <= stop_; i_ += 32) \
        UNROLL for (int v_ = 0; v_ < LANE_VECTORS; v_++) EACH(lanes_.sum[v_], i_ + v_ * WIDTH); \
      if (i_ < stop_) { \
        UNROLL for (int v_ = 0; v_ < LANE_VECTORS / 2; v_++) EACH(lanes_.sum[v_], i_ + v_ * WIDTH); \
        i_ += 16; \
      } \
      total += sumOfLanes(&lanes_); \
    } \
    for (; i_ < (count); i_++) total += (double)(ONE(i_)); \
  } while (0)
