import { Winograd } from '../descriptors';
import { panel, planesAtOnce, points } from '../../src/kernels/constants';
import { storeTransposed } from '../vector/lanes';
import { partsOf } from '../vector/parts';
import { copyRow, pad, paddedPlane, paddedRow, placeOf, side, tilesAcross, tilesOf } from './tiles';
import { transformColumns, transformRows } from './input';

/**
 * The input of a weight gradient, `[36][channels/8][tiles][8]`: lanes are channels, since what is summed over are tiles. An item is four channels, of
 * all images of the chunk.
 */
export function winogradColumns(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const half = s.scratch + thread * s.scratchBytes;
  const padded = half + points * 16;
  const count = tilesOf(s);
  const tiles = count * s.images;
  const plane: usize = paddedPlane(s) << 2;
  const row: usize = paddedRow(s) << 2;
  for (let item = from; item < to; item++) {
    const live = min(4, s.channels - item * 4);
    memory.fill(padded, 0, 4 * plane);
    for (let image = 0; image < s.images; image++) {
      for (let c = 0; c < live; c++) pad(s, padded + c * plane, s.first + image, item * 4 + c);
      let target = s.tiles + (((item >> 1) * tiles + image * count) << 5) + ((item & 1) << 4);
      for (let t = 0; t < count; t++) {
        const place = padded + placeOf(s, t);
        transformRows(half, row, place, place + plane, place + 2 * plane, place + 3 * plane);
        transformColumns(target, s.tileStep, half, 1);
        target += 32;
      }
    }
  }
}

/** Four output gradients, `step` bytes apart, to six points. */
function transformGradient(to: usize, toStep: usize, from: usize, step: usize): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from + step);
  const y2 = v128.load(from + 2 * step);
  const y3 = v128.load(from + 3 * step);
  const two = f32x4.splat(2);
  const four = f32x4.splat(4);
  const even = f32x4.add(y0, y2);
  const odd = f32x4.add(y1, y3);
  const evenTwice = f32x4.add(y0, f32x4.mul(four, y2));
  const oddTwice = f32x4.mul(two, f32x4.add(y1, f32x4.mul(four, y3)));
  v128.store(to, y0);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + 2 * toStep, f32x4.sub(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(evenTwice, oddTwice));
  v128.store(to + 4 * toStep, f32x4.sub(evenTwice, oddTwice));
  v128.store(to + 5 * toStep, y3);
}

/** Output gradients, `[36][outputs/4][tiles][4]`; an item is four outputs, of all images of the chunk. */
export function winogradGradients(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const block = s.scratch + thread * s.scratchBytes;
  const half = block + points * 16;
  const padded = half + points * 16;
  const across = tilesAcross(s);
  const count = tilesOf(s);
  const tiles = count * s.images;
  const row: usize = across << 4;
  const plane: usize = (count * 16) << 2;
  for (let item = from; item < to; item++) {
    const live = min(4, s.outputs - item * 4);
    memory.fill(padded, 0, 4 * plane);
    for (let image = 0; image < s.images; image++) {
      for (let o = 0; o < live; o++) {
        const source = s.y + ((((s.first + image) * s.outputs + item * 4 + o) * s.outputHeight * s.outputWidth) << 2);
        for (let i = 0; i < s.outputHeight; i++)
          copyRow(padded + o * plane + i * row, source + ((i * s.outputWidth) << 2), s.outputWidth);
      }
      let target = s.weights + ((item * tiles + image * count) << 4);
      for (let t = 0; t < count; t++) {
        const y = t / across;
        const place = padded + y * 4 * row + ((t - y * across) << 4);
        for (let i = 0; i < 4; i++) {
          const at = place + i * row;
          storeTransposed(
            block + (i << 6),
            16,
            v128.load(at),
            v128.load(at + plane),
            v128.load(at + 2 * plane),
            v128.load(at + 3 * plane),
          );
        }
        // Rows first: [4][6], then columns.
        for (let i = 0; i < 4; i++) transformGradient(half + i * side * 16, 16, block + (i << 6), 16);
        for (let j = 0; j < side; j++)
          transformGradient(target + j * s.weightStep, side * s.weightStep, half + (j << 4), side * 16);
        target += 16;
      }
    }
  }
}

/** Six sums to three weights. */
function transformSums(to: usize, toStep: usize, from: usize, step: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const sixth = f32x4.splat(<f32>(1.0 / 6));
  const p = f32x4.mul(f32x4.add(m1, m2), sixth);
  const q = f32x4.mul(f32x4.add(m3, m4), sixth);
  const quarter = f32x4.splat(0.25);
  v128.store(to, f32x4.sub(f32x4.mul(quarter, f32x4.add(v128.load(from), q)), p));
  v128.store(
    to + toStep,
    f32x4.add(f32x4.mul(f32x4.sub(m2, m1), sixth), f32x4.mul(f32x4.sub(m3, m4), f32x4.splat(<f32>(1.0 / 12)))),
  );
  v128.store(to + 2 * toStep, f32x4.add(f32x4.sub(q, p), v128.load(from + 5 * step)));
}

/** Writes the weight gradient from its sums, `[36][channels/8][outputs][8]`; an item is a block of outputs of eight channels: what it reads at one point lies together. */
export function winogradWeightGradient(at: usize, from: i32, to: i32, thread: i32): void {
  const s = changetype<Winograd>(at);
  const scratch = s.scratch + thread * s.scratchBytes;
  const blocks = partsOf(s.outputs, planesAtOnce);
  for (let item = from; item < to; item++) {
    const first = (item / blocks) * panel;
    const begin = (item % blocks) * planesAtOnce;
    for (let o = begin; o < min(s.outputs, begin + planesAtOnce); o++) {
      for (let c = first; c < min(s.channels, first + panel); c += 4) fourWindows(s, o, c, scratch);
    }
  }
}

/** The weight gradient of four channels of an output. */
function fourWindows(s: Winograd, o: i32, c: i32, block: usize): void {
  const half = block + points * 16;
  const source = s.products + (((c / panel) * s.outputs + o) << 5) + ((c & 4) << 2);
  // Columns first: [3][6], then rows: [3][3].
  for (let j = 0; j < side; j++)
    transformSums(half + (j << 4), side * 16, source + j * s.productStep, side * s.productStep);
  for (let i = 0; i < 3; i++) transformSums(block + i * 48, 16, half + i * side * 16, 16);
  const target = s.w + (((o * s.channels + c) * 9) << 2);
  if (c + 4 <= s.channels) {
    storeTransposed(target, 36, v128.load(block), v128.load(block, 16), v128.load(block, 32), v128.load(block, 48));
    storeTransposed(
      target + 16,
      36,
      v128.load(block, 64),
      v128.load(block, 80),
      v128.load(block, 96),
      v128.load(block, 112),
    );
    for (let i = 0; i < 4; i++) store<f32>(target + i * 36, load<f32>(block + (i << 2), 128), 32);
  } else {
    for (let i = 0; i < s.channels - c; i++)
      for (let tap = 0; tap < 9; tap++)
        store<f32>(target + ((i * 9 + tap) << 2), load<f32>(block + (tap << 4) + (i << 2)));
  }
}
