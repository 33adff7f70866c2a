/* Comparisons of vectors, and a choice by their result. */
#pragma once
#include "simd.h"

INLINE I wholeSplat(int32_t x) { return x - (I){0}; }

#if WIDTH == 16
typedef __mmask16 Mask;
#define COMPARISON(name, operator, predicate) \
  INLINE Mask name(V a, V b) { return _mm512_cmp_ps_mask(a, b, predicate); }
/* `a` where the mask is set, `b` elsewhere. */
INLINE V choose(Mask mask, V a, V b) { return _mm512_mask_blend_ps(mask, b, a); }
INLINE V root(V x) { return _mm512_sqrt_ps(x); }
#elif WIDTH == 8
typedef V Mask;
#define COMPARISON(name, operator, predicate) \
  INLINE Mask name(V a, V b) { return _mm256_cmp_ps(a, b, predicate); }
INLINE V choose(Mask mask, V a, V b) { return _mm256_blendv_ps(b, a, mask); }
INLINE V root(V x) { return _mm256_sqrt_ps(x); }
#else
typedef I Mask;
#define COMPARISON(name, operator, predicate) \
  INLINE Mask name(V a, V b) { return a operator b; }
INLINE V choose(Mask mask, V a, V b) { return (V)(((I)a & mask) | ((I)b & ~mask)); }
INLINE V root(V x) {
  for (int i = 0; i < 4; i++) x[i] = __builtin_sqrtf(x[i]);
  return x;
}
#endif

COMPARISON(equal, ==, _CMP_EQ_OQ)
COMPARISON(notEqual, !=, _CMP_NEQ_UQ)
COMPARISON(less, <, _CMP_LT_OQ)
COMPARISON(lessEqual, <=, _CMP_LE_OQ)
COMPARISON(greater, >, _CMP_GT_OQ)
COMPARISON(greaterEqual, >=, _CMP_GE_OQ)
#undef COMPARISON
