import { sumOf } from './lanes';
import { total } from './reduce';

/** A pass over `[samples, channels, run]`, as the host describes it; addresses that a pass has no use for are 0. */
class Channels {
  y: usize;
  x: usize;
  dy: usize;
  mean: usize;
  variance: usize;
  scale: usize;
  shift: usize;
  sums: usize;
  products: usize;
  samples: i32;
  channels: i32;
  run: i32;
}

/** Mean and biased variance; the variance is taken around the mean. An item is a channel. */
export function channelStatistics(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Channels>(at);
  const count = <f64>s.samples * <f64>s.run;
  for (let c = from; c < to; c++) {
    let sum: f64 = 0;
    for (let n = 0; n < s.samples; n++) sum += total(s.x + (((n * s.channels + c) * s.run) << 2), s.run);
    const centre = <f32>(sum / count);
    let spread: f64 = 0;
    for (let n = 0; n < s.samples; n++) {
      const x = s.x + (((n * s.channels + c) * s.run) << 2);
      const middle = f32x4.splat(centre);
      let i = 0;
      for (; i + 16 <= s.run; i += 16) {
        const at = x + (i << 2);
        const left = f32x4.add(square(at, middle), square(at + 16, middle));
        spread += sumOf(f32x4.add(left, f32x4.add(square(at + 32, middle), square(at + 48, middle))));
      }
      for (; i < s.run; i++) {
        const d = <f64>(load<f32>(x + (i << 2)) - centre);
        spread += d * d;
      }
    }
    const off = sum / count - <f64>centre;
    store<f32>(s.mean + (c << 2), centre);
    store<f32>(s.variance + (c << 2), <f32>max(spread / count - off * off, 0));
  }
}

// @ts-ignore: decorator
@inline
function square(at: usize, middle: v128): v128 {
  const d = f32x4.sub(v128.load(at), middle);
  return f32x4.mul(d, d);
}

/** `x · scale + shift`; an item is one run. */
export function channelAffine(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Channels>(at);
  for (let r = from; r < to; r++) {
    const c: usize = (r % s.channels) << 2;
    const a = load<f32>(s.scale + c);
    const b = load<f32>(s.shift + c);
    const x = s.x + ((r * s.run) << 2);
    const y = s.y + ((r * s.run) << 2);
    let i = 0;
    for (; i + 4 <= s.run; i += 4) {
      const place: usize = i << 2;
      v128.store(y + place, f32x4.add(f32x4.mul(v128.load(x + place), f32x4.splat(a)), f32x4.splat(b)));
    }
    for (; i < s.run; i++) store<f32>(y + (i << 2), load<f32>(x + (i << 2)) * a + b);
  }
}

// @ts-ignore: decorator
@inline
function moment(dy: usize, x: usize, middle: v128): v128 {
  return f32x4.mul(v128.load(dy), f32x4.sub(v128.load(x), middle));
}

/** `dx` in `y`, `Σ dy` and `Σ dy · Î`; `variance` holds the inverse deviation. An item is a channel. */
export function channelNormGradient(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = changetype<Channels>(at);
  for (let c = from; c < to; c++) normGradient(s, c);
}

function normGradient(s: Channels, c: i32): void {
  const count = <f64>s.samples * <f64>s.run;
  const own: usize = c << 2;
  const centre = load<f32>(s.mean + own);
  const inverse = <f64>load<f32>(s.variance + own);
  let sum: f64 = 0;
  let product: f64 = 0;
  for (let n = 0; n < s.samples; n++) {
    const base: usize = ((n * s.channels + c) * s.run) << 2;
    const middle = f32x4.splat(centre);
    let i = 0;
    for (; i + 16 <= s.run; i += 16) {
      const dy = s.dy + base + (i << 2);
      const x = s.x + base + (i << 2);
      const left = f32x4.add(v128.load(dy), v128.load(dy, 16));
      sum += sumOf(f32x4.add(left, f32x4.add(v128.load(dy, 32), v128.load(dy, 48))));
      const products = f32x4.add(moment(dy, x, middle), moment(dy + 16, x + 16, middle));
      product += sumOf(f32x4.add(products, f32x4.add(moment(dy + 32, x + 32, middle), moment(dy + 48, x + 48, middle))));
    }
    for (; i < s.run; i++) {
      const g = load<f32>(s.dy + base + (i << 2));
      sum += <f64>g;
      product += <f64>(g * (load<f32>(s.x + base + (i << 2)) - centre));
    }
  }
  product *= inverse;
  store<f32>(s.sums + own, <f32>sum);
  store<f32>(s.products + own, <f32>product);
  const a = load<f32>(s.scale + own);
  const level = <f32>(sum / count);
  const slope = <f32>((product / count) * inverse);
  for (let n = 0; n < s.samples; n++) {
    const base: usize = ((n * s.channels + c) * s.run) << 2;
    let i = 0;
    for (; i + 4 <= s.run; i += 4) {
      const place = base + (i << 2);
      const d = f32x4.mul(f32x4.sub(v128.load(s.x + place), f32x4.splat(centre)), f32x4.splat(slope));
      const g = f32x4.sub(f32x4.sub(v128.load(s.dy + place), f32x4.splat(level)), d);
      v128.store(s.y + place, f32x4.mul(g, f32x4.splat(a)));
    }
    for (; i < s.run; i++) {
      const place = base + (i << 2);
      store<f32>(s.y + place, a * (load<f32>(s.dy + place) - level - (load<f32>(s.x + place) - centre) * slope));
    }
  }
}
