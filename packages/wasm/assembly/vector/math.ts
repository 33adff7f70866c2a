// Four lanes at once, for programs compiled at run time. Errors below 2e-7 relative where a bound is named.

/** Constants stand in memory: to fill the lanes from there takes an engine one instruction, to make a constant of its own four. */
const constants = memory.data<f32>([
  // log₂ e; a number that rounds what is added to it to a whole one, which then stands in the lowest bits; ln 2 in two parts.
  1.4426950408889634,
  12582912, 0.693359375, -2.1219444e-4,
  // The polynomial of eʳ, and 1.
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);

// @inline
function constant(i: usize): v128 {
  return v128.load32_splat(constants + (i << 2));
}

/** n for the eˣ = 2ⁿ eʳ of `residue`, plus the number that rounds. */
// @inline
function exponent(x: v128): v128 {
  return f32x4.add(f32x4.mul(x, constant(0)), constant(1));
}

/** n as an integer. */
// @inline
function wholeOf(shifted: v128): v128 {
  return i32x4.sub(shifted, constant(1));
}

/** eʳ for the r within ±½ ln 2 that x leaves over: a polynomial whose halves do not wait for each other. */
// @inline
function residue(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(1));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, constant(2))), f32x4.mul(n, constant(3)));
  const square = f32x4.mul(r, r);
  const high = f32x4.add(f32x4.mul(constant(4), r), constant(5));
  const middle = f32x4.add(f32x4.mul(constant(6), r), constant(7));
  const low = f32x4.add(f32x4.mul(constant(8), r), constant(9));
  const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(high, square), middle), square), low);
  return f32x4.add(f32x4.add(f32x4.mul(p, square), r), constant(10));
}

/** 2ⁿ for whole n within the exponents of float32. */
// @inline
function power(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** eˣ, 2ⁿ in two halves so that subnormals survive. */
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  const shifted = exponent(clamped);
  const whole = wholeOf(shifted);
  const half = i32x4.shr_s(whole, 1);
  const y = f32x4.mul(f32x4.mul(residue(clamped, shifted), power(half)), power(i32x4.sub(whole, half)));
  return v128.bitselect(y, x, f32x4.eq(x, x)); // NaN stays NaN
}

/** tanh: a polynomial near 0, where 1 − 2/(e²ˣ + 1) loses digits. */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const square = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, square), f32x4.splat(-3.33332819422e-1));
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, square), x), x);
  const one = f32x4.splat(1);
  const e = exp4(f32x4.add(size, size));
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)));
  const signed = v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)));
}

// The rest lane by lane in double precision: rare in networks, and exact comes before fast.

export function log4(x: v128): v128 {
  return f32x4(
    <f32>Math.log(f32x4.extract_lane(x, 0)),
    <f32>Math.log(f32x4.extract_lane(x, 1)),
    <f32>Math.log(f32x4.extract_lane(x, 2)),
    <f32>Math.log(f32x4.extract_lane(x, 3)),
  );
}

export function log1p4(x: v128): v128 {
  return f32x4(
    <f32>Math.log1p(f32x4.extract_lane(x, 0)),
    <f32>Math.log1p(f32x4.extract_lane(x, 1)),
    <f32>Math.log1p(f32x4.extract_lane(x, 2)),
    <f32>Math.log1p(f32x4.extract_lane(x, 3)),
  );
}

export function erf4(x: v128): v128 {
  return f32x4(
    <f32>erf(f32x4.extract_lane(x, 0)),
    <f32>erf(f32x4.extract_lane(x, 1)),
    <f32>erf(f32x4.extract_lane(x, 2)),
    <f32>erf(f32x4.extract_lane(x, 3)),
  );
}
export function pow4(x: v128, y: v128): v128 {
  return f32x4(
    <f32>Math.pow(f32x4.extract_lane(x, 0), f32x4.extract_lane(y, 0)),
    <f32>Math.pow(f32x4.extract_lane(x, 1), f32x4.extract_lane(y, 1)),
    <f32>Math.pow(f32x4.extract_lane(x, 2), f32x4.extract_lane(y, 2)),
    <f32>Math.pow(f32x4.extract_lane(x, 3), f32x4.extract_lane(y, 3)),
  );
}

/** As in the reference backend: a series near 0, a continued fraction for the tail. */
function erf(x: f64): f64 {
  const size = Math.abs(x);
  if (!(size < 6)) return size > 0 ? Math.sign(x) : x;
  if (size < 2.5) {
    let term = x;
    let total = x;
    for (let n = 1; Math.abs(term) > 1e-10 * Math.abs(total); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      total += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
  }
  let fraction = size;
  for (let level = 60; level > 0; level--) fraction = size + <f64>level / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
}
