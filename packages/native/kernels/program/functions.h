/*
 * The primitives of formulas on vectors. Each does the operations of its WebAssembly twin in the same order and fuses none, so a formula has the same
 * bits on both; the constants are those of `assembly/vector/math.ts` and `src/program/sigmoid.ts`.
 */
#pragma once
#include "program/compare.h"

INLINE V bitsAnd(V a, V b) { return (V)((I)a & (I)b); }
INLINE V bitsOr(V a, V b) { return (V)((I)a | (I)b); }
INLINE V signBit(void) { return (V)wholeSplat(INT32_MIN); }

INLINE V magnitude(V x) { return (V)((I)x & wholeSplat(INT32_MAX)); }
INLINE V negated(V x) { return (V)((I)x ^ (I)signBit()); }
/* 1 where `mask` is set, 0 elsewhere. */
INLINE V oneWhere(Mask mask) { return choose(mask, splat(1), zero()); }

/* NaN if one of both is; +0 is larger than −0. */
INLINE V larger(V a, V b) {
  const V m = choose(less(a, b), b, choose(equal(a, b), bitsAnd(a, b), a));
  return choose(notEqual(b, b), b, m);
}
INLINE V smaller(V a, V b) {
  const V m = choose(less(b, a), b, choose(equal(a, b), bitsOr(a, b), a));
  return choose(notEqual(b, b), b, m);
}
/* `a` where it is NaN. */
INLINE V atMost(V a, float b) { return choose(less(splat(b), a), splat(b), a); }
INLINE V atLeast(V a, float b) { return choose(less(a, splat(b)), splat(b), a); }

/* ±1, or what is neither. */
INLINE V signOf(V x) {
  const V sign = oneWhere(greater(x, zero())) - oneWhere(less(x, zero()));
  return choose(equal(x, x), sign, x);
}
INLINE V positivePart(V x) { return choose(less(x, zero()), zero(), x); }

/* A number that rounds what is added to it to a whole one, which then stands in the lowest bits; log₂ e; ln 2 in two parts. */
#define ROUND 12582912.0f
#define LOG2_E 1.4426950408889634f
#define LN2_HIGH 0.693359375f
#define LN2_LOW -2.1219444e-4f

INLINE V powerOfTwo(I n) { return (V)((U)(n + wholeSplat(127)) << 23); }

/* `eˣ = 2ⁿ eʳ`, 2ⁿ in two halves so that subnormals survive. */
INLINE V exponential(V given) {
  const V x = atLeast(atMost(given, 89), -104);
  const V shifted = x * splat(LOG2_E) + splat(ROUND), n = shifted - splat(ROUND);
  const V r = x - n * splat(LN2_HIGH) - n * splat(LN2_LOW), square = r * r;
  const V high = splat(1.98756915e-4f) * r + splat(1.3981999507e-3f);
  const V middle = splat(8.3334519073e-3f) * r + splat(4.1665795894e-2f);
  const V low = splat(1.6666665459e-1f) * r + splat(5.0000001201e-1f);
  const V p = (high * square + middle) * square + low, residue = p * square + r + splat(1);
  const I whole = (I)shifted - (I)splat(ROUND), half = whole >> 1;
  return choose(equal(given, given), residue * powerOfTwo(half) * powerOfTwo(whole - half), given);
}

/* A polynomial near 0, where 1 − 2/(e²ˣ + 1) loses digits. */
INLINE V hyperbolicTangent(V x) {
  const V size = magnitude(x), square = x * x;
  V p = splat(-5.70498872745e-3f);
  p = p * square + splat(2.06390887954e-2f);
  p = p * square + splat(-5.37397155531e-2f);
  p = p * square + splat(1.33314422036e-1f);
  p = p * square + splat(-3.33332819422e-1f);
  const V near = p * square * x + x;
  const V far = splat(1) - splat(2) / (exponential(size + size) + splat(1));
  return choose(less(size, splat(0.625f)), near, bitsOr(far, bitsAnd(x, signBit())));
}

/* `1 / (1 + e⁻ˣ)` with `e⁻ˣ = 2ⁿ eᵗ`: a polynomial of eᵗ in −t. */
INLINE V logistic(V given) {
  static const float terms[] = {-0.008290272206068039f, 0.04189816117286682f, -0.1666763871908188f,
                                0.4999914765357971f,    -0.9999997019767761f, 1};
  const V x = atLeast(atMost(given, 87), -87);
  const V shifted = x * splat(-LOG2_E) + splat(ROUND), n = shifted - splat(ROUND);
  const V t = x + n * splat(LN2_HIGH) + n * splat(LN2_LOW);
  V p = splat(terms[0]);
  UNROLL for (int i = 1; i < 6; i++) p = p * t + splat(terms[i]);
  return splat(1) / ((V)((U)p + ((U)shifted << 23)) + splat(1));
}
