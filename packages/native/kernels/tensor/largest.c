/* The largest entries of `[outer, length, inner]` over the middle axis. NaN is larger than every number, and 0 is larger than −0. */
#include "kernel.h"
#include "simd.h"

/* Lanes where one of two vectors is NaN. */
#if WIDTH == 16
typedef __mmask16 Unordered;
INLINE Unordered unordered(V a, V b) { return _mm512_cmp_ps_mask(a, b, _CMP_UNORD_Q); }
INLINE int isAnySet(Unordered lanes) { return lanes != 0; }
#else
typedef I Unordered;
INLINE Unordered unordered(V a, V b) { return (a != a) | (b != b); }
INLINE int isAnySet(Unordered lanes) {
  int any = 0;
  UNROLL for (int i = 0; i < WIDTH; i++) any |= lanes[i];
  return any != 0;
}
#endif

/* The larger one of each two lanes, of which neither is NaN. 0 and −0 are equal here. */
#if WIDTH == 16
INLINE V largerLanes(V a, V b) { return _mm512_max_ps(a, b); }
#elif WIDTH == 8
INLINE V largerLanes(V a, V b) { return _mm256_max_ps(a, b); }
#else
INLINE V largerLanes(V a, V b) {
  const I isLess = a < b;
  return (V)(((I)b & isLess) | ((I)a & ~isLess));
}
#endif

/* The larger one of two entries: once one is NaN the result stays NaN. */
INLINE float largerEntry(float a, float b) {
  if (a == b) return __builtin_signbit(a) ? b : a;
  return a < b || b != b ? b : a;
}

/* Vectors whose maxima do not wait for each other. */
#define MAXIMA 4

/* Of entries that follow each other. What vectors cannot tell, NaN and the sign of 0, is looked for again, entry by entry. */
static float largestOf(const float *x, int count) {
  const int whole = count / (MAXIMA * WIDTH) * (MAXIMA * WIDTH);
  V best[MAXIMA];
  Unordered some = unordered(zero(), zero());
  UNROLL for (int v = 0; v < MAXIMA; v++) best[v] = splat(-__builtin_inff());
  for (int i = 0; i < whole; i += MAXIMA * WIDTH) {
    V entries[MAXIMA];
    UNROLL for (int v = 0; v < MAXIMA; v++) {
      entries[v] = load(x + i + v * WIDTH);
      best[v] = largerLanes(best[v], entries[v]);
    }
    UNROLL for (int v = 0; v < MAXIMA; v += 2) some |= unordered(entries[v], entries[v + 1]);
  }
  if (isAnySet(some)) return __builtin_nanf("");
  float most = -__builtin_inff(), lanes[WIDTH];
  store(lanes, largerLanes(largerLanes(best[0], best[1]), largerLanes(best[2], best[3])));
  for (int i = 0; i < WIDTH; i++) most = largerEntry(most, lanes[i]);
  for (int i = whole; i < count; i++) most = largerEntry(most, x[i]);
  if (most != most) return __builtin_nanf("");
  for (int i = 0; most == 0 && __builtin_signbit(most) && i < whole; i++) most = largerEntry(most, x[i]);
  return most;
}

KERNEL(maxMiddle) {
  (void)lane;
  const Middle s = *(const Middle *)(memory + described);
  const int blocks = partsOf(s.inner, s.block);
  for (int item = from; item < to; item++) {
    const int first = item % blocks * s.block, width = least(s.block, s.inner - first);
    const float *x = FLOATS(s.x) + (long)(item / blocks) * s.length * s.inner + first;
    float *y = FLOATS(s.y) + (long)(item / blocks) * s.inner + first;
    if (s.inner == 1) {
      *y = largestOf(x, s.length);
      continue;
    }
    for (int i = 0; i < width; i++) y[i] = -__builtin_inff();
    for (int j = 0; j < s.length; j++, x += s.inner)
      for (int i = 0; i < width; i++) y[i] = largerEntry(y[i], x[i]);
  }
}
