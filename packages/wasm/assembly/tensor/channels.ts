import { stretch, sumOfLanes } from '../vector/lanes';
import { total } from './reduce';

/**
 * A pass over `[samples, channels, run]`. Its items are channels, or, where `samples` is 1 and there are more of them, channels of single samples;
 * vectors have one entry a channel.
 */
export class Channels {
  y: usize;
  x: usize;
  dy: usize;
  mean: usize;
  variance: usize;
  scale: usize;
  shift: usize;
  sums: usize;
  products: usize;
  partial: usize;
  totals: usize;
  /** What is still to be added to the entries of `x`, by channel. */
  bias: usize;
  samples: i32;
  channels: i32;
  run: i32;
  /** Channels of an item. */
  group: i32;
}

/** Mean and biased variance of every item; the variance is taken around the mean. */
export function channelStatistics(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Channels>(at);
  const count = <f64>s.samples * <f64>s.run;
  for (let c = from; c < to; c++) {
    let sum: f64 = 0;
    for (let n = 0; n < s.samples; n++) sum += total(s.x + placeOf(s, n, c), s.run);
    const centre = <f32>(sum / count);
    let spread: f64 = 0;
    for (let n = 0; n < s.samples; n++) spread += spreadAround(centre, s.x + placeOf(s, n, c), s.run);
    const off = sum / count - <f64>centre;
    store<f32>(s.mean + (c << 2), centre + biasOf(s, c));
    store<f32>(s.variance + (c << 2), <f32>max(spread / count - off * off, 0));
  }
}

// @inline
function biasOf(s: Channels, c: i32): f32 {
  return s.bias ? load<f32>(s.bias + (c << 2)) : 0;
}

/** The mean that a norm takes from `x`, without the bias. */
// @inline
function centreOf(s: Channels, c: i32): f32 {
  return load<f32>(s.mean + (c << 2)) - biasOf(s, c);
}

/** Where the run of an item in a sample begins, in bytes. */
// @inline
function placeOf(s: Channels, n: i32, c: i32): usize {
  return ((n * s.channels + c) * s.run) << 2;
}

// @inline
function square(at: usize, middle: v128): v128 {
  const d = f32x4.sub(v128.load(at), middle);
  return f32x4.mul(d, d);
}

/** `Σ (x − centre)²` over a run, summed as `total` does. */
function spreadAround(centre: f32, x: usize, count: i32): f64 {
  let sum: f64 = 0;
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  const middle = f32x4.splat(centre);
  while (x < turns) {
    const stop = min(turns, x + stretch);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; x < stop; x += 64) {
      a = f32x4.add(a, square(x, middle));
      b = f32x4.add(b, square(x + 16, middle));
      c = f32x4.add(c, square(x + 32, middle));
      d = f32x4.add(d, square(x + 48, middle));
    }
    sum += sumOfLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; x < end; x += 4) {
    const off = <f64>(load<f32>(x) - centre);
    sum += off * off;
  }
  return sum;
}

/** The statistics of channels from those of equally long parts, which are `[samples, channels, run]` at `x` (means) and `dy` (variances). */
export function mergeStatistics(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Channels>(at);
  const count = <f64>s.samples * <f64>s.run;
  for (let c = from; c < to; c++) {
    let mean: f64 = 0;
    for (let n = 0; n < s.samples; n++) mean += total(s.x + placeOf(s, n, c), s.run);
    mean /= count;
    let variance: f64 = 0;
    for (let n = 0; n < s.samples; n++) {
      const place = placeOf(s, n, c);
      variance += total(s.dy + place, s.run) + spreadAround(<f32>mean, s.x + place, s.run);
    }
    store<f32>(s.mean + (c << 2), <f32>mean + biasOf(s, c));
    const off = mean - <f64>(<f32>mean);
    store<f32>(s.variance + (c << 2), <f32>max(variance / count - off * off, 0));
  }
}

/** `x · scale + shift`; an item is one run. */
export function channelAffine(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Channels>(at);
  for (let r = from; r < to; r++) {
    const c = r % s.channels;
    const scale = load<f32>(s.scale + (c << 2));
    const shift = load<f32>(s.shift + (c << 2)) + scale * biasOf(s, c);
    const place = placeOf(s, 0, r);
    affineRun(s.y + place, s.x + place, s.run, scale, shift);
  }
}

function affineRun(y: usize, x: usize, count: i32, scale: f32, shift: f32): void {
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  const a = f32x4.splat(scale);
  const b = f32x4.splat(shift);
  for (; x < turns; x += 64) {
    v128.store(y, f32x4.add(f32x4.mul(v128.load(x), a), b));
    v128.store(y, f32x4.add(f32x4.mul(v128.load(x, 16), a), b), 16);
    v128.store(y, f32x4.add(f32x4.mul(v128.load(x, 32), a), b), 32);
    v128.store(y, f32x4.add(f32x4.mul(v128.load(x, 48), a), b), 48);
    y += 64;
  }
  for (; x < end; x += 4) {
    store<f32>(y, load<f32>(x) * scale + shift);
    y += 4;
  }
}

/**
 * `dx` in `y`, `Σ dy` and `Σ dy · Î`, and in `totals` `Σ dx`; `variance` holds the inverse deviation. An item is `group` channels: what is read to be summed is read
 * from a near cache the second time, in stretches that are as long as may be.
 */
export function channelNormGradient(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Channels>(at);
  for (let item = from; item < to; item++) {
    const first = item * s.group;
    const end = min(first + s.group, s.channels);
    memory.fill(s.partial + (first << 4), 0, (end - first) << 4);
    for (let n = 0; n < s.samples; n++) {
      for (let c = first; c < end; c++) addSums(s, n, c);
    }
    for (let c = first; c < end; c++) storeSums(s, c);
    for (let n = s.samples - 1; n >= 0; n--) {
      for (let c = first; c < end; c++) writeGradient(s, n, c);
    }
    if (!s.totals) continue;
    for (let c = first; c < end; c++) store<f32>(s.totals + (c << 2), <f32>load<f64>(s.partial + (c << 4)));
  }
}

/** Adds what one run has to the two sums of its channel, in double precision. */
function addSums(s: Channels, n: i32, c: i32): void {
  const place = placeOf(s, n, c);
  const sums = s.partial + (c << 4);
  store<f64>(sums, load<f64>(sums) + total(s.dy + place, s.run));
  const product = moment(s.dy + place, s.x + place, s.run, centreOf(s, c));
  store<f64>(sums, load<f64>(sums, 8) + product, 8);
}

function storeSums(s: Channels, c: i32): void {
  const own: usize = c << 2;
  const sums = s.partial + (c << 4);
  store<f32>(s.sums + own, <f32>load<f64>(sums));
  store<f32>(s.products + own, <f32>(load<f64>(sums, 8) * <f64>load<f32>(s.variance + own)));
  store<f64>(sums, 0); // for Σ dx
}

function writeGradient(s: Channels, n: i32, c: i32): void {
  const own: usize = c << 2;
  const share: f32 = 1 / (<f32>s.samples * <f32>s.run);
  const level = load<f32>(s.sums + own) * share;
  const slope = load<f32>(s.products + own) * share * load<f32>(s.variance + own);
  const place = placeOf(s, n, c);
  const a = load<f32>(s.scale + own);
  const centre = centreOf(s, c);
  const sum = normRun(s.y + place, s.dy + place, s.x + place, s.run, a, level, centre, slope);
  const total = s.partial + (c << 4);
  store<f64>(total, load<f64>(total) + sum);
}

// @inline
function product(dy: usize, x: usize, middle: v128): v128 {
  return f32x4.mul(v128.load(dy), f32x4.sub(v128.load(x), middle));
}

/** `Σ dy · (x − centre)` over a run, summed as `total` does. */
function moment(dy: usize, x: usize, count: i32, centre: f32): f64 {
  let sum: f64 = 0;
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  const middle = f32x4.splat(centre);
  while (x < turns) {
    const stop = min(turns, x + stretch);
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (; x < stop; x += 64) {
      a = f32x4.add(a, product(dy, x, middle));
      b = f32x4.add(b, product(dy + 16, x + 16, middle));
      c = f32x4.add(c, product(dy + 32, x + 32, middle));
      d = f32x4.add(d, product(dy + 48, x + 48, middle));
      dy += 64;
    }
    sum += sumOfLanes(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
  }
  for (; x < end; x += 4) {
    sum += <f64>(load<f32>(dy) * (load<f32>(x) - centre));
    dy += 4;
  }
  return sum;
}

// @inline
function normAt(y: usize, dy: usize, x: usize, a: v128, level: v128, centre: v128, slope: v128): v128 {
  const off = f32x4.mul(f32x4.sub(v128.load(x), centre), slope);
  const g = f32x4.mul(f32x4.sub(f32x4.sub(v128.load(dy), level), off), a);
  v128.store(y, g);
  return g;
}

/** `a · (dy − level − (x − centre) · slope)` over a run. @returns its sum, as `total` has it */
function normRun(y: usize, dy: usize, x: usize, count: i32, a: f32, level: f32, centre: f32, slope: f32): f64 {
  let sum: f64 = 0;
  const turns = x + (((<usize>count) >> 4) << 6);
  const end = x + ((<usize>count) << 2);
  const a4 = f32x4.splat(a);
  const level4 = f32x4.splat(level);
  const centre4 = f32x4.splat(centre);
  const slope4 = f32x4.splat(slope);
  while (x < turns) {
    const stop = min(turns, x + stretch);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    for (; x < stop; x += 64) {
      even = f32x4.add(even, normAt(y, dy, x, a4, level4, centre4, slope4));
      odd = f32x4.add(odd, normAt(y + 16, dy + 16, x + 16, a4, level4, centre4, slope4));
      even = f32x4.add(even, normAt(y + 32, dy + 32, x + 32, a4, level4, centre4, slope4));
      odd = f32x4.add(odd, normAt(y + 48, dy + 48, x + 48, a4, level4, centre4, slope4));
      dy += 64;
      y += 64;
    }
    sum += sumOfLanes(f32x4.add(even, odd));
  }
  for (; x < end; x += 4) {
    const g = a * (load<f32>(dy) - level - (load<f32>(x) - centre) * slope);
    store<f32>(y, g);
    sum += <f64>g;
    dy += 4;
    y += 4;
  }
  return sum;
}
