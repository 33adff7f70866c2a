import { total } from './reduce';

/** Statistics of channels `from` … `to` of `[samples, channels, run]`; the variance is taken around the mean. */
export function channelStatistics(
  mean: usize,
  variance: usize,
  x: usize,
  samples: i32,
  channels: i32,
  run: i32,
  from: i32,
  to: i32,
): void {
  const count = <f64>samples * <f64>run;
  for (let c = from; c < to; c++) {
    let sum: f64 = 0;
    for (let n = 0; n < samples; n++) sum += total(x + (((n * channels + c) * run) << 2), run);
    const centre = <f32>(sum / count);
    let spread: f64 = 0;
    let off: f64 = 0;
    for (let n = 0; n < samples; n++) {
      const at = x + (((n * channels + c) * run) << 2);
      let squares = f32x4.splat(0);
      const middle = f32x4.splat(centre);
      let i = 0;
      for (; i + 4 <= run; i += 4) {
        const d = f32x4.sub(v128.load(at + (i << 2)), middle);
        squares = f32x4.add(squares, f32x4.mul(d, d));
      }
      spread += lanes(squares);
      for (; i < run; i++) {
        const d = <f64>(load<f32>(at + (i << 2)) - centre);
        spread += d * d;
      }
    }
    off = sum / count - <f64>centre;
    store<f32>(mean + (c << 2), centre);
    store<f32>(variance + (c << 2), <f32>max(spread / count - off * off, 0));
  }
}

// @ts-ignore: decorator
@inline
function lanes(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) +
    <f64>f32x4.extract_lane(x, 1) +
    <f64>f32x4.extract_lane(x, 2) +
    <f64>f32x4.extract_lane(x, 3)
  );
}

/** `x · scale + shift` for the runs `from` … `to` of `[samples · channels, run]`. */
export function channelAffine(y: usize, x: usize, scale: usize, shift: usize, channels: i32, run: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const c: usize = (r % channels) << 2;
    const a = load<f32>(scale + c);
    const b = load<f32>(shift + c);
    const base: usize = (r * run) << 2;
    let i = 0;
    for (; i + 4 <= run; i += 4) {
      const at = base + (i << 2);
      v128.store(y + at, f32x4.add(f32x4.mul(v128.load(x + at), f32x4.splat(a)), f32x4.splat(b)));
    }
    for (; i < run; i++) store<f32>(y + base + (i << 2), load<f32>(x + base + (i << 2)) * a + b);
  }
}

/** `dx`, `Σ dy` and `Σ dy · Î` of channels `from` … `to`. */
export function channelNormGradient(
  dx: usize,
  sums: usize,
  products: usize,
  dy: usize,
  x: usize,
  mean: usize,
  inverse: usize,
  scale: usize,
  samples: i32,
  channels: i32,
  run: i32,
  from: i32,
  to: i32,
): void {
  const count = <f64>samples * <f64>run;
  for (let c = from; c < to; c++) {
    const centre = load<f32>(mean + (c << 2));
    const inv = load<f32>(inverse + (c << 2));
    let sum: f64 = 0;
    let product: f64 = 0;
    for (let n = 0; n < samples; n++) {
      const base: usize = ((n * channels + c) * run) << 2;
      let s = f32x4.splat(0);
      let p = f32x4.splat(0);
      let i = 0;
      for (; i + 4 <= run; i += 4) {
        const g = v128.load(dy + base + (i << 2));
        s = f32x4.add(s, g);
        p = f32x4.add(p, f32x4.mul(g, f32x4.sub(v128.load(x + base + (i << 2)), f32x4.splat(centre))));
      }
      sum += lanes(s);
      product += lanes(p);
      for (; i < run; i++) {
        const g = load<f32>(dy + base + (i << 2));
        sum += <f64>g;
        product += <f64>(g * (load<f32>(x + base + (i << 2)) - centre));
      }
    }
    product *= <f64>inv;
    store<f32>(sums + (c << 2), <f32>sum);
    store<f32>(products + (c << 2), <f32>product);
    const a = load<f32>(scale + (c << 2));
    const level = <f32>(sum / count);
    const slope = <f32>((product / count) * <f64>inv);
    for (let n = 0; n < samples; n++) {
      const base: usize = ((n * channels + c) * run) << 2;
      let i = 0;
      for (; i + 4 <= run; i += 4) {
        const at = base + (i << 2);
        const d = f32x4.mul(f32x4.sub(v128.load(x + at), f32x4.splat(centre)), f32x4.splat(slope));
        const g = f32x4.sub(f32x4.sub(v128.load(dy + at), f32x4.splat(level)), d);
        v128.store(dx + at, f32x4.mul(g, f32x4.splat(a)));
      }
      for (; i < run; i++) {
        const at = base + (i << 2);
        store<f32>(dx + at, a * (load<f32>(dy + at) - level - (load<f32>(x + at) - centre) * slope));
      }
    }
  }
}
