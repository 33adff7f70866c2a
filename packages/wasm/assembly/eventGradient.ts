import { block, channelsAtOnce } from '../src/sizes';
import { convolutionAt, Convolution, positionsOf, windowOf } from './columns';
import { addRow, rowBytes, unpackRows } from './events';
import { interleave } from './lanes';

/** Places of the input whose gradients an item keeps in the nearest cache while it sums for its channels. */
const band: i32 = 128;

/**
 * Lists the places of every plane that are not 0, two bytes each; an item is a plane. `starts` takes the counts and, an item later than all of
 * them, whether the plane holds values other than 1.
 */
export function listPlaces(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const area = s.height * s.width;
  const planes = s.samples * s.groups * s.channels;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let plane = from; plane < to; plane++) {
    const x = s.x + ((plane * area) << 2);
    const begin = s.lists + ((plane * area) << 1);
    let target = begin;
    let odd = i32x4.splat(0);
    for (let p = 0; p < area; p += 4) {
      const value = v128.load(x + (p << 2));
      const active = f32x4.ne(value, zero);
      let bits = i32x4.bitmask(active);
      // What lies past the end may be anything: the plane counts as valued then, which is slower and never wrong.
      odd = v128.or(odd, v128.and(active, f32x4.ne(value, one)));
      if (p + 4 > area) bits &= (1 << (area - p)) - 1;
      while (bits !== 0) {
        store<u16>(target, <u16>(p + ctz(bits)));
        target += 2;
        bits &= bits - 1;
      }
    }
    store<i32>(s.starts + (plane << 2), <i32>((target - begin) >> 1));
    store<i32>(s.starts + ((planes + plane) << 2), v128.any_true(odd) ? 1 : 0);
  }
}

/** The inverse of `placeTaps`: which position a tap brings each place to, −1 for none, `[window][area]` in `places`; an item is a tap. */
export function targetPlaces(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const area = s.height * s.width;
  for (let tap = from; tap < to; tap++) {
    const targets = s.places + ((tap * area) << 2);
    const top = (tap / s.kernelWidth) * s.dilationY - s.paddingY;
    const left = (tap % s.kernelWidth) * s.dilationX - s.paddingX;
    memory.fill(targets, 0xff, area << 2);
    for (let i = 0; i < s.outputHeight; i++) {
      const y = i * s.strideY + top;
      if (<u32>y >= <u32>s.height) continue;
      for (let j = 0; j < s.outputWidth; j++) {
        const x = j * s.strideX + left;
        if (<u32>x < <u32>s.width) store<i32>(targets + ((y * s.width + x) << 2), i * s.outputWidth + j);
      }
    }
  }
}

/** Packs output gradients by blocks of outputs, `[images][outputs/32][positions][32]`; an item is one block of one image. */
export function packRowsOfGradients(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const positions = positionsOf(s);
  const blocks = (s.outputs + block - 1) / block;
  const stride: usize = positions << 2;
  for (let item = from; item < to; item++) {
    const first = (item % blocks) * block;
    const source = s.y + ((((item / blocks) * s.outputs + first) * positions) << 2);
    const target = s.shared + item * positions * rowBytes;
    for (let o = 0; o < block; o += 4)
      interleave(target + (o << 2), rowBytes, source + o * stride, stride, s.outputs - first - o, positions);
  }
}

/**
 * The weight gradient of what fires: for every event of a channel, adds the row of output gradients that a tap brings it to. An item is some
 * channels of one block of outputs of one group; images are taken in order.
 */
export function gatherGradients(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const window = windowOf(s);
  const area = s.height * s.width;
  const positions = positionsOf(s);
  const blocks = (s.outputs + block - 1) / block;
  const chunks = (s.channels + channelsAtOnce - 1) / channelsAtOnce;
  const tile = s.scratch + lane * s.scratchBytes;
  const cursors = tile + channelsAtOnce * window * rowBytes;
  for (let item = from; item < to; item++) {
    const part = (item / chunks) % blocks;
    const group = item / (chunks * blocks);
    const first = (item % chunks) * channelsAtOnce;
    const count = min(channelsAtOnce, s.channels - first);
    memory.fill(tile, 0, channelsAtOnce * window * rowBytes);
    for (let n = 0; n < s.samples; n++) {
      const image = n * s.groups + group;
      const plane = image * s.channels + first;
      const gradients = s.shared + (image * blocks + part) * positions * rowBytes;
      for (let c = 0; c < count; c++) store<usize>(cursors + (c << 2), s.lists + (((plane + c) * area) << 1));
      for (let begin = 0; begin < area; begin += band) {
        for (let c = 0; c < count; c++) {
          const x = s.x + (((plane + c) * area) << 2);
          const list = s.lists + (((plane + c) * area) << 1);
          const stop = list + (load<i32>(s.starts + ((plane + c) << 2)) << 1);
          const cursor = load<usize>(cursors + (c << 2));
          let next = cursor;
          while (next < stop && <i32>load<u16>(next) < begin + band) next += 2;
          store<usize>(cursors + (c << 2), next);
          if (next === cursor) continue;
          for (let tap = 0; tap < window; tap++) {
            const sums = tile + (c * window + tap) * rowBytes;
            const targets = s.places + ((tap * area) << 2);
            if (s.valued) addRows<f32>(sums, cursor, next, targets, gradients, x);
            else addRows<u16>(sums, cursor, next, targets, gradients, x);
          }
        }
      }
    }
    const o = part * block;
    const w = s.w + ((((group * s.outputs + o) * s.channels + first) * window) << 2);
    unpackRows(w, (s.channels * window) << 2, tile, count * window, min(block, s.outputs - o));
  }
}

function addRows<T>(sums: usize, cursor: usize, stop: usize, targets: usize, gradients: usize, x: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  let c = v128.load(sums, 32);
  let d = v128.load(sums, 48);
  let e = v128.load(sums, 64);
  let f = v128.load(sums, 80);
  let g = v128.load(sums, 96);
  let h = v128.load(sums, 112);
  while (cursor < stop) {
    const place: usize = (<usize>load<u16>(cursor)) << 2;
    const position = load<i32>(targets + place);
    cursor += 2;
    if (position < 0) continue;
    const row = gradients + position * rowBytes;
    const value = isFloat<T>() ? v128.load32_splat(x + place) : a;
    a = addRow<T>(a, row, value);
    b = addRow<T>(b, row + 16, value);
    c = addRow<T>(c, row + 32, value);
    d = addRow<T>(d, row + 48, value);
    // Never taken, as in `events.ts`.
    if (row === 0) break;
    e = addRow<T>(e, row + 64, value);
    f = addRow<T>(f, row + 80, value);
    g = addRow<T>(g, row + 96, value);
    h = addRow<T>(h, row + 112, value);
  }
  v128.store(sums, a);
  v128.store(sums, b, 16);
  v128.store(sums, c, 32);
  v128.store(sums, d, 48);
  v128.store(sums, e, 64);
  v128.store(sums, f, 80);
  v128.store(sums, g, 96);
  v128.store(sums, h, 112);
}
