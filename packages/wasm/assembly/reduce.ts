/** Sums of `run` entries are gathered in single precision for so many at a time, then in double. */
const block: i32 = 1024;

/** The sum of `count` entries at `x`. */
export function total(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  while (count > 0) {
    const part = min(count, block);
    let lanes = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= part; i += 4) lanes = f32x4.add(lanes, v128.load(x + (i << 2)));
    sum += <f64>f32x4.extract_lane(lanes, 0) + <f64>f32x4.extract_lane(lanes, 1);
    sum += <f64>f32x4.extract_lane(lanes, 2) + <f64>f32x4.extract_lane(lanes, 3);
    for (; i < part; i++) sum += <f64>load<f32>(x + (i << 2));
    x += (<usize>part) << 2;
    count -= part;
  }
  return sum;
}

/** Sums `[outer, length, inner]` over the middle axis, for outer places `from` … `to`. */
export function sumMiddle(y: usize, x: usize, from: i32, to: i32, length: i32, inner: i32): void {
  for (let o = from; o < to; o++) {
    const base = x + ((o * length * inner) << 2);
    const out = y + ((o * inner) << 2);
    if (inner === 1) {
      store<f32>(out, <f32>total(base, length));
      continue;
    }
    for (let i = 0; i < inner; i++) {
      let sum: f64 = 0;
      for (let j = 0; j < length; j++) sum += <f64>load<f32>(base + ((j * inner + i) << 2));
      store<f32>(out + (i << 2), <f32>sum);
    }
  }
}

/** The same for the largest entry. */
export function maxMiddle(y: usize, x: usize, from: i32, to: i32, length: i32, inner: i32): void {
  for (let o = from; o < to; o++) {
    for (let i = 0; i < inner; i++) {
      let at = x + ((o * length * inner + i) << 2);
      let best: f32 = -Infinity;
      for (let j = 0; j < length; j++) {
        best = max(best, load<f32>(at));
        at += (<usize>inner) << 2;
      }
      store<f32>(y + ((o * inner + i) << 2), best);
    }
  }
}

/** The first place of the largest entry. */
export function argmaxMiddle(y: usize, x: usize, from: i32, to: i32, length: i32, inner: i32): void {
  for (let o = from; o < to; o++) {
    for (let i = 0; i < inner; i++) {
      const base = x + ((o * length * inner + i) << 2);
      let place = 0;
      let best = load<f32>(base);
      for (let j = 1; j < length; j++) {
        const value = load<f32>(base + ((j * inner) << 2));
        if (value > best) {
          best = value;
          place = j;
        }
      }
      store<f32>(y + ((o * inner + i) << 2), <f32>place);
    }
  }
}
