import { stretch, sumOfLanes } from '../vector/lanes';

/** A reduction of `[outer, length, inner]` over the middle axis. */
export class Middle {
  y: usize;
  x: usize;
  length: i32;
  inner: i32;
  /** Inner places that an item takes; `inner` in whole blocks makes one outer place. */
  block: i32;
}

/** The sum of `count` entries at `x`: stretches in single precision, and those in double. */
export function total(x: usize, count: i32): f64 {
  let sum: f64 = 0;
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  while (x < turns) {
    const stop = min(turns, x + stretch);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; x < stop; x += 64) {
      a = f32x4.add(a, v128.load(x));
      b = f32x4.add(b, v128.load(x, 16));
      c = f32x4.add(c, v128.load(x, 32));
      d = f32x4.add(d, v128.load(x, 48));
    }
    sum += sumOfLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; x < end; x += 4) sum += <f64>load<f32>(x);
  return sum;
}

/** Entries of one outer place. */
// @inline
function blocksOf(s: Middle): i32 {
  return (s.inner + s.block - 1) / s.block;
}

// @inline
function sourceOf(s: Middle, item: i32): usize {
  const blocks = blocksOf(s);
  return s.x + (((item / blocks) * s.length * s.inner + (item % blocks) * s.block) << 2);
}

// @inline
function targetOf(s: Middle, item: i32): usize {
  const blocks = blocksOf(s);
  return s.y + (((item / blocks) * s.inner + (item % blocks) * s.block) << 2);
}

// @inline
function widthOf(s: Middle, item: i32): i32 {
  return min(s.block, s.inner - (item % blocksOf(s)) * s.block);
}

export function sumMiddle(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Middle>(at);
  const row: usize = s.inner << 2;
  for (let item = from; item < to; item++) {
    const x = sourceOf(s, item);
    const y = targetOf(s, item);
    if (s.inner === 1) {
      store<f32>(y, <f32>total(x, s.length));
      continue;
    }
    const width = widthOf(s, item);
    for (let i = 0; i < width; i += 2) {
      // The last of an odd width reads its neighbour along and forgets it.
      let sums = f64x2.splat(0);
      let place = x + (i << 2);
      for (let j = 0; j < s.length; j++) {
        sums = f64x2.add(sums, f64x2.promote_low_f32x4(v128.load64_zero(place)));
        place += row;
      }
      store<f32>(y + (i << 2), <f32>f64x2.extract_lane(sums, 0));
      if (i + 1 < width) store<f32>(y + (i << 2), <f32>f64x2.extract_lane(sums, 1), 4);
    }
  }
}

/**
 * The largest of `count` entries at `x`. A `pmax` is one instruction where `max` is eight, but it loses NaN: the sum beside it does not, and
 * where that is NaN the entries are compared again. The maxima of a step of VGG (width 1/8, batch 64) take 1.4 ms in place of 4.0.
 */
function largest(x: usize, count: i32): f32 {
  const begin = x;
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  let sum = f32x4.splat(0);
  let other = sum;
  for (; x < turns; x += 64) {
    const p = v128.load(x);
    const q = v128.load(x, 16);
    const r = v128.load(x, 32);
    const s = v128.load(x, 48);
    a = f32x4.pmax(a, p);
    b = f32x4.pmax(b, q);
    c = f32x4.pmax(c, r);
    d = f32x4.pmax(d, s);
    sum = f32x4.add(sum, f32x4.add(p, q));
    other = f32x4.add(other, f32x4.add(r, s));
  }
  const all = sumOfLanes(f32x4.add(sum, other));
  if (all !== all) return largestOrNaN(begin, count);
  const four = f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
  let best = max(
    max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
  for (; x < end; x += 4) best = max(best, load<f32>(x));
  return best;
}

/** The same one by one, for entries that may be NaN. */
function largestOrNaN(x: usize, count: i32): f32 {
  const end = x + ((<usize>count) << 2);
  let best: f32 = -Infinity;
  for (; x < end; x += 4) best = max(best, load<f32>(x));
  return best;
}

/** The same for the largest entry. */
export function maxMiddle(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Middle>(at);
  const row: usize = s.inner << 2;
  for (let item = from; item < to; item++) {
    const x = sourceOf(s, item);
    const y = targetOf(s, item);
    if (s.inner === 1) {
      store<f32>(y, largest(x, s.length));
      continue;
    }
    const width = widthOf(s, item);
    for (let i = 0; i < width; i++) {
      let place = x + (i << 2);
      let best: f32 = -Infinity;
      for (let j = 0; j < s.length; j++) {
        best = max(best, load<f32>(place));
        place += row;
      }
      store<f32>(y + (i << 2), best);
    }
  }
}

/** Whether a value comes before the largest so far: NaN counts as larger than every number, and the first of equals stays. */
// @inline
export function beats(value: f32, most: f32): bool {
  return !(value <= most) && most === most;
}

/** The first place of the largest entry. */
export function argmaxMiddle(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Middle>(at);
  const row: usize = s.inner << 2;
  for (let item = from; item < to; item++) {
    const x = sourceOf(s, item);
    const y = targetOf(s, item);
    const width = widthOf(s, item);
    for (let i = 0; i < width; i++) {
      let entry = x + (i << 2);
      let place = 0;
      let best = load<f32>(entry);
      for (let j = 1; j < s.length; j++) {
        entry += row;
        const value = load<f32>(entry);
        if (beats(value, best)) {
          best = value;
          place = j;
        }
      }
      store<f32>(y + (i << 2), <f32>place);
    }
  }
}
