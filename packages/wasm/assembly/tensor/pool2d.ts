import { beats } from './reduce';

/** Windows of `[planes, height, width]`; the adjoints write `x`'s gradient to `dx`. */
export class Pooling {
  y: usize;
  x: usize;
  dx: usize;
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  paddingY: i32;
  paddingX: i32;
}

// @inline
function areaOf(s: Pooling): usize {
  return (s.height * s.width) << 2;
}

// @inline
function outputAreaOf(s: Pooling): usize {
  return (s.outputHeight * s.outputWidth) << 2;
}

/** Whether windows are the 2 × 2 tiles of the plane. */
// @inline
function isHalving(s: Pooling): bool {
  return (
    s.kernelHeight === 2 &&
    s.kernelWidth === 2 &&
    s.strideY === 2 &&
    s.strideX === 2 &&
    s.paddingY === 0 &&
    s.paddingX === 0
  );
}

/** Whether `doubleRow` writes every entry of a plane. */
// @inline
function isDoubled(s: Pooling): bool {
  return isHalving(s) && s.outputWidth % 4 === 0 && s.width === 2 * s.outputWidth && s.height === 2 * s.outputHeight;
}

/** An item is a plane. */
export function avgPool2d(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Pooling>(at);
  const halves = isHalving(s);
  for (let plane = from; plane < to; plane++) {
    const y = s.y + plane * outputAreaOf(s);
    const x = s.x + plane * areaOf(s);
    for (let i = 0; i < s.outputHeight; i++) averageRow(y, x, s, i, halves ? halveRow(y, x, s, i) : 0);
  }
}

/** Averages 2 × 2 tiles four at a time. @returns how many of the row are done */
function halveRow(y: usize, x: usize, s: Pooling, i: i32): i32 {
  const row: usize = s.width << 2;
  let from = x + 2 * i * row;
  let to = y + ((i * s.outputWidth) << 2);
  let j = 0;
  for (; j + 4 <= s.outputWidth; j += 4) {
    const left = f32x4.add(v128.load(from), v128.load(from + row));
    const right = f32x4.add(v128.load(from, 16), v128.load(from + row, 16));
    const even = v128.shuffle<f32>(left, right, 0, 2, 4, 6);
    const odd = v128.shuffle<f32>(left, right, 1, 3, 5, 7);
    v128.store(to, f32x4.mul(f32x4.add(even, odd), f32x4.splat(0.25)));
    from += 32;
    to += 16;
  }
  return j;
}

function averageRow(y: usize, x: usize, s: Pooling, i: i32, first: i32): void {
  const share: f32 = 1 / (<f32>s.kernelHeight * <f32>s.kernelWidth);
  const top = i * s.strideY - s.paddingY;
  for (let j = first; j < s.outputWidth; j++) {
    const left = j * s.strideX - s.paddingX;
    let sum: f32 = 0;
    for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
      for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++)
        sum += load<f32>(x + ((r * s.width + c) << 2));
    }
    store<f32>(y + ((i * s.outputWidth + j) << 2), sum * share);
  }
}

/** `y` is the output gradient; an item is a plane. */
export function avgPool2dGradient(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Pooling>(at);
  const doubles = isHalving(s);
  const whole = isDoubled(s);
  for (let plane = from; plane < to; plane++) {
    const dy = s.y + plane * outputAreaOf(s);
    const dx = s.dx + plane * areaOf(s);
    if (!whole) memory.fill(dx, 0, areaOf(s));
    for (let i = 0; i < s.outputHeight; i++) spreadRow(dy, dx, s, i, doubles ? doubleRow(dy, dx, s, i) : 0);
  }
}

/** Spreads gradients over 2 × 2 tiles four at a time. @returns how many of the row are done */
function doubleRow(dy: usize, dx: usize, s: Pooling, i: i32): i32 {
  const row: usize = s.width << 2;
  let from = dy + ((i * s.outputWidth) << 2);
  let to = dx + 2 * i * row;
  let j = 0;
  for (; j + 4 <= s.outputWidth; j += 4) {
    const value = f32x4.mul(v128.load(from), f32x4.splat(0.25));
    const left = v128.shuffle<f32>(value, value, 0, 0, 1, 1);
    const right = v128.shuffle<f32>(value, value, 2, 2, 3, 3);
    v128.store(to, left);
    v128.store(to, right, 16);
    v128.store(to + row, left);
    v128.store(to + row, right, 16);
    from += 16;
    to += 32;
  }
  return j;
}

function spreadRow(dy: usize, dx: usize, s: Pooling, i: i32, first: i32): void {
  const share: f32 = 1 / (<f32>s.kernelHeight * <f32>s.kernelWidth);
  const top = i * s.strideY - s.paddingY;
  for (let j = first; j < s.outputWidth; j++) {
    const left = j * s.strideX - s.paddingX;
    const value = load<f32>(dy + ((i * s.outputWidth + j) << 2)) * share;
    for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
      for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++) {
        const place = dx + ((r * s.width + c) << 2);
        store<f32>(place, load<f32>(place) + value);
      }
    }
  }
}

/** Where the first largest entry of a window stands; NaN is the largest. */
function largest(x: usize, s: Pooling, i: i32, j: i32): usize {
  const top = i * s.strideY - s.paddingY;
  const left = j * s.strideX - s.paddingX;
  let best: usize = x + ((max(0, top) * s.width + max(0, left)) << 2);
  let most = load<f32>(best);
  for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
    for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++) {
      const place = x + ((r * s.width + c) << 2);
      const value = load<f32>(place);
      if (!beats(value, most)) continue;
      best = place;
      most = value;
    }
  }
  return best;
}

/** An item is a plane. */
export function maxPool2d(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Pooling>(at);
  for (let plane = from; plane < to; plane++) {
    let y = s.y + plane * outputAreaOf(s);
    const x = s.x + plane * areaOf(s);
    for (let i = 0; i < s.outputHeight; i++) {
      for (let j = 0; j < s.outputWidth; j++) {
        store<f32>(y, load<f32>(largest(x, s, i, j)));
        y += 4;
      }
    }
  }
}

/** `y` is the output gradient; an item is a plane. */
export function maxPool2dGradient(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Pooling>(at);
  for (let plane = from; plane < to; plane++) {
    let dy = s.y + plane * outputAreaOf(s);
    const x = s.x + plane * areaOf(s);
    const dx = s.dx + plane * areaOf(s);
    memory.fill(dx, 0, areaOf(s));
    for (let i = 0; i < s.outputHeight; i++) {
      for (let j = 0; j < s.outputWidth; j++) {
        const place = dx + (largest(x, s, i, j) - x);
        store<f32>(place, load<f32>(place) + load<f32>(dy));
        dy += 4;
      }
    }
  }
}
