import { Events } from '../descriptors';
import { block } from '../../src/kernels/constants';
import { storeTransposed } from '../vector/lanes';

/** Bytes of a row of weights or gradients. */
export const rowBytes: usize = block << 2;

// @inline
export function eventsAt(at: usize): Events {
  return changetype<Events>(at);
}

/** Chunks of channels. */
// @inline
export function chunksOf(s: Events): i32 {
  return (s.channels + s.chunk - 1) / s.chunk;
}

/** Bands of rows of a plane. */
// @inline
export function bandsOf(s: Events): i32 {
  return (s.height + s.rows - 1) / s.rows;
}

/** Samples of a sheet, of which the last may have fewer. */
// @inline
export function imagesOf(s: Events, sheet: i32): i32 {
  return min(s.images, s.samples - sheet * s.images);
}

/** Bytes of an event: `f32` stands for those with values, a word for the row and the value, `u16` for those without. */
// @inline
export function eventBytes<T>(): usize {
  return isFloat<T>() ? 8 : 2;
}

/** Where the address of a list stands: of a pixel of a row, or of a band of rows of a channel. The next one's is where the list ends. */
// @inline
export function startOf(s: Events, row: i32, place: i32): usize {
  const places = s.images > 0 ? bandsOf(s) : s.width;
  return s.starts + ((row * (places + 1) + place) << 2);
}

// @inline
function weighted<T>(row: v128, value: v128): v128 {
  return isFloat<T>() ? f32x4.mul(value, row) : row;
}

/** Adds to a row of sums the rows that events name, each times its value where there are values. */
// @inline
export function addRows<T>(sums: usize, rows: usize, event: usize, stop: usize): void {
  let a = v128.load(sums);
  let b = v128.load(sums, 16);
  let c = v128.load(sums, 32);
  let d = v128.load(sums, 48);
  let e = v128.load(sums, 64);
  let f = v128.load(sums, 80);
  let g = v128.load(sums, 96);
  let h = v128.load(sums, 112);
  while (event < stop) {
    const row = rows + ((<usize>(isFloat<T>() ? load<u32>(event) : load<u16>(event))) << 7);
    const value = isFloat<T>() ? v128.load32_splat(event, 4) : a;
    a = f32x4.add(a, weighted<T>(v128.load(row), value));
    b = f32x4.add(b, weighted<T>(v128.load(row, 16), value));
    c = f32x4.add(c, weighted<T>(v128.load(row, 32), value));
    d = f32x4.add(d, weighted<T>(v128.load(row, 48), value));
    // Never taken: it keeps the engine from loading all eight rows before the first sum, for which it lacks registers.
    if (row === 0) break;
    e = f32x4.add(e, weighted<T>(v128.load(row, 64), value));
    f = f32x4.add(f, weighted<T>(v128.load(row, 80), value));
    g = f32x4.add(g, weighted<T>(v128.load(row, 96), value));
    h = f32x4.add(h, weighted<T>(v128.load(row, 112), value));
    event += eventBytes<T>();
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

/** Writes rows `[count][32]` as `live` rows of `count` numbers, `stride` bytes apart. */
export function unpackRows(y: usize, stride: usize, tile: usize, count: i32, live: i32): void {
  for (let o = 0; o < live; o += 4) {
    let source = tile + (o << 2);
    let p = 0;
    if (o + 4 <= live) {
      for (; p + 4 <= count; p += 4) {
        const to = y + o * stride + (p << 2);
        const a = v128.load(source);
        const b = v128.load(source + rowBytes);
        const c = v128.load(source + 2 * rowBytes);
        const d = v128.load(source + 3 * rowBytes);
        storeTransposed(to, stride, a, b, c, d);
        source += 4 * rowBytes;
      }
    }
    for (; p < count; p++) {
      for (let r = o; r < min(o + 4, live); r++)
        store<f32>(y + r * stride + (p << 2), load<f32>(source + ((r - o) << 2)));
      source += rowBytes;
    }
  }
}
