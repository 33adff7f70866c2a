/*
 * The vector type `V` of an instruction set: 16 floats with AVX-512, 8 with AVX2, 4 with NEON and in plain C.
 *
 * Every result has the same bits with every set. A sum that belongs to one output runs over its terms in one order, so the width of a vector does not
 * matter; a sum across lanes uses 16 fixed lanes (`lanes.h`). Products that are added are fused (`fused`), and the compiler fuses nothing by itself
 * (`-ffp-contract=off`).
 */
#pragma once
#include <stdint.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

#if defined(__AVX512F__)
#include <immintrin.h>
#define WIDTH 16
#elif defined(__AVX2__)
#include <immintrin.h>
#define WIDTH 8
#else
#define WIDTH 4
#ifdef __aarch64__
#include <arm_neon.h>
#endif
#endif

INLINE int least(int a, int b) { return a < b ? a : b; }
INLINE int most(int a, int b) { return a > b ? a : b; }
/* Into how many parts of `each` a count is cut, of which the last may be smaller. */
INLINE int partsOf(int count, int each) { return (count + each - 1) / each; }

typedef float V __attribute__((vector_size(4 * WIDTH)));
typedef int32_t I __attribute__((vector_size(4 * WIDTH)));
/* Whole numbers that may overflow. */
typedef uint32_t U __attribute__((vector_size(4 * WIDTH)));
typedef V LooseV __attribute__((aligned(4), may_alias));
/* A part of a vector, within which lanes change places. */
typedef float F4 __attribute__((vector_size(16)));
typedef F4 LooseF4 __attribute__((aligned(4), may_alias));
#define PARTS (WIDTH / 4)

INLINE V load(const float *x) { return *(const LooseV *)x; }
INLINE void store(float *y, V x) { *(LooseV *)y = x; }
INLINE F4 load4(const float *x) { return *(const LooseF4 *)x; }
INLINE void store4(float *y, F4 x) { *(LooseF4 *)y = x; }

#if WIDTH == 16
INLINE V splat(float x) { return _mm512_set1_ps(x); }
INLINE V fused(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
#elif WIDTH == 8
INLINE V splat(float x) { return _mm256_set1_ps(x); }
INLINE V fused(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
#else
INLINE V splat(float x) { return (V){x, x, x, x}; }
#ifdef __aarch64__
INLINE V fused(V a, V b, V c) { return vfmaq_f32(c, a, b); }
#else
INLINE V fused(V a, V b, V c) {
  for (int i = 0; i < 4; i++) c[i] = __builtin_fmaf(a[i], b[i], c[i]);
  return c;
}
#endif
#endif
INLINE V zero(void) { return (V){0}; }

/* In each part of four lanes: lanes `i`, `j` of `a` and `k`, `l` of `b`; those of `b` count from 4. */
#define LANE(part, i) ((i) < 4 ? 4 * (part) + (i) : WIDTH + 4 * (part) + (i) - 4)
#define PART(part, i, j, k, l) LANE(part, i), LANE(part, j), LANE(part, k), LANE(part, l)
#if WIDTH == 16
#define SHUFFLE(a, b, i, j, k, l) \
  __builtin_shufflevector(a, b, PART(0, i, j, k, l), PART(1, i, j, k, l), PART(2, i, j, k, l), PART(3, i, j, k, l))
#elif WIDTH == 8
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, PART(0, i, j, k, l), PART(1, i, j, k, l))
#else
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, PART(0, i, j, k, l))
#endif

/* Every second one of the lanes of two vectors, from lane `i` on. */
#if WIDTH == 16
#define EVERY_SECOND(a, b, i) \
  __builtin_shufflevector(a, b, i, i + 2, i + 4, i + 6, i + 8, i + 10, i + 12, i + 14, i + 16, i + 18, i + 20, i + 22, i + 24, i + 26, i + 28, i + 30)
#elif WIDTH == 8
#define EVERY_SECOND(a, b, i) __builtin_shufflevector(a, b, i, i + 2, i + 4, i + 6, i + 8, i + 10, i + 12, i + 14)
#else
#define EVERY_SECOND EVERY_SECOND_OF_4
#endif
#define EVERY_SECOND_OF_4(a, b, i) __builtin_shufflevector(a, b, i, i + 2, i + 4, i + 6)

/* Lane `i` has what was in lane `i − 1`, or in lane `i + 1`. */
#if WIDTH == 16
#define PREVIOUS(a) __builtin_shufflevector(a, a, 15, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
#define NEXT(a) __builtin_shufflevector(a, a, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0)
#elif WIDTH == 8
#define PREVIOUS(a) __builtin_shufflevector(a, a, 7, 0, 1, 2, 3, 4, 5, 6)
#define NEXT(a) __builtin_shufflevector(a, a, 1, 2, 3, 4, 5, 6, 7, 0)
#else
#define PREVIOUS(a) __builtin_shufflevector(a, a, 3, 0, 1, 2)
#define NEXT(a) __builtin_shufflevector(a, a, 1, 2, 3, 0)
#endif

/* Four vectors of groups of four become the first, second, third and fourth numbers of every group. */
INLINE void ungroup(V *r) {
  V a = EVERY_SECOND(r[0], r[1], 0), b = EVERY_SECOND(r[0], r[1], 1), c = EVERY_SECOND(r[2], r[3], 0), d = EVERY_SECOND(r[2], r[3], 1);
  r[0] = EVERY_SECOND(a, c, 0), r[1] = EVERY_SECOND(b, d, 0), r[2] = EVERY_SECOND(a, c, 1), r[3] = EVERY_SECOND(b, d, 1);
}

/* Four rows become four columns, in each part by itself. */
INLINE void transpose(V *r) {
  V a = SHUFFLE(r[0], r[1], 0, 4, 1, 5), b = SHUFFLE(r[2], r[3], 0, 4, 1, 5);
  V c = SHUFFLE(r[0], r[1], 2, 6, 3, 7), d = SHUFFLE(r[2], r[3], 2, 6, 3, 7);
  r[0] = SHUFFLE(a, b, 0, 1, 4, 5), r[1] = SHUFFLE(a, b, 2, 3, 6, 7);
  r[2] = SHUFFLE(c, d, 0, 1, 4, 5), r[3] = SHUFFLE(c, d, 2, 3, 6, 7);
}

/* A vector whose parts lie `step` floats apart. */
INLINE V loadParts(const float *x, long step) {
#if WIDTH == 16
  typedef float F8 __attribute__((vector_size(32)));
  F8 low = __builtin_shufflevector(load4(x), load4(x + step), 0, 1, 2, 3, 4, 5, 6, 7);
  F8 high = __builtin_shufflevector(load4(x + 2 * step), load4(x + 3 * step), 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#elif WIDTH == 8
  return __builtin_shufflevector(load4(x), load4(x + step), 0, 1, 2, 3, 4, 5, 6, 7);
#else
  (void)step;
  return load4(x);
#endif
}

/* A vector of which part `i` lies at `x[4 i + k]`, `offset` floats on. */
INLINE V loadFrom(const float *const *x, int k, long offset) {
#if WIDTH == 16
  typedef float F8 __attribute__((vector_size(32)));
  F8 low = __builtin_shufflevector(load4(x[k] + offset), load4(x[4 + k] + offset), 0, 1, 2, 3, 4, 5, 6, 7);
  F8 high = __builtin_shufflevector(load4(x[8 + k] + offset), load4(x[12 + k] + offset), 0, 1, 2, 3, 4, 5, 6, 7);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#elif WIDTH == 8
  return __builtin_shufflevector(load4(x[k] + offset), load4(x[4 + k] + offset), 0, 1, 2, 3, 4, 5, 6, 7);
#else
  return load4(x[k] + offset);
#endif
}

/* The first `live` lanes, zeros in the others: nothing past them is read. */
INLINE V loadFirst(const float *x, int live) {
#if WIDTH == 16
  return _mm512_maskz_loadu_ps((__mmask16)_bzhi_u32(0xffff, (uint32_t)most(live, 0)), x);
#elif WIDTH == 8
  return _mm256_maskload_ps(x, _mm256_cmpgt_epi32(_mm256_set1_epi32(live), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0)));
#else
  V first = {0};
  for (int i = 0; i < 4; i++)
    if (i < live) first[i] = x[i];
  return first;
#endif
}

/* Part `i` of a vector, a constant: four of its lanes. */
#if WIDTH == 16
#define PART_OF(x, i) ((F4)_mm512_extractf32x4_ps(x, i))
#elif WIDTH == 8
#define PART_OF(x, i) ((F4)_mm256_extractf128_ps(x, i))
#else
#define PART_OF(x, i) (x)
#endif

/* The first `live` parts of a vector, `step` floats apart. */
INLINE void storeParts(float *y, long step, V x, int live) {
  if (live > 0) store4(y, PART_OF(x, 0));
#if WIDTH > 4
  if (live > 1) store4(y + step, PART_OF(x, 1));
#endif
#if WIDTH > 8
  if (live > 2) store4(y + 2 * step, PART_OF(x, 2));
  if (live > 3) store4(y + 3 * step, PART_OF(x, 3));
#endif
}
