/** Four rows of four numbers turned round: the vectors hold columns afterwards, written `step` bytes apart. */
// @inline
export function storeTransposed(to: usize, step: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + step, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to + 2 * step, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  v128.store(to + 3 * step, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/**
 * Turns four rows of `count` numbers, `stride` bytes apart, into `count` groups of four, `step` bytes apart; rows from `live` on are zeros.
 */
export function interleave(to: usize, step: usize, x: usize, stride: usize, live: i32, count: i32): void {
  const zero = f32x4.splat(0);
  let p = 0;
  for (; p + 4 <= count; p += 4) {
    const a = live > 0 ? v128.load(x) : zero;
    const b = live > 1 ? v128.load(x + stride) : zero;
    const c = live > 2 ? v128.load(x + 2 * stride) : zero;
    const d = live > 3 ? v128.load(x + 3 * stride) : zero;
    storeTransposed(to, step, a, b, c, d);
    to += 4 * step;
    x += 16;
  }
  for (; p < count; p++) {
    for (let r = 0; r < 4; r++) store<f32>(to + (r << 2), r < live ? load<f32>(x + r * stride) : 0);
    to += step;
    x += 4;
  }
}

/** Copies `count` groups of four, `stride` bytes apart, to groups `step` bytes apart; entries from `live` on are zeros. */
export function copyFours(to: usize, step: usize, x: usize, stride: usize, live: i32, count: i32): void {
  const keep = firstLanes(live);
  for (let p = 0; p < count; p++) {
    v128.store(to, v128.and(v128.load(x), keep));
    to += step;
    x += stride;
  }
}

/** All bits set in the first `live` lanes. */
// @inline
export function firstLanes(live: i32): v128 {
  return i32x4.lt_s(v128(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0), i32x4.splat(live));
}

/** Bytes of numbers that are summed in single precision, sixteen sums at once: the error of 64 additions is that of one within a few bits. */
export const stretch: usize = 4096;

/** The sum of the lanes, in double precision. */
// @inline
export function sumOfLanes(x: v128): f64 {
  const low = f64x2.promote_low_f32x4(x);
  const sums = f64x2.add(low, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
