import { block } from '../src/sizes';
import { Convolution } from './columns';
import { storeTransposed } from './lanes';

/** Bytes of a row of weights or gradients. */
export const rowBytes: usize = block << 2;

/** A convolution of which one operand is read where it is not 0. */
export class Events extends Convolution {
  /** Where lists begin, counted in events, and the events of all lists. */
  starts: usize;
  lists: usize;
  /** Lists there are; as many marks as there were items stand behind their starts, each for values other than 1. */
  entries: i32;
  marks: i32;
  /** Whether events have values other than 1. */
  valued: i32;
  /** Channels that one list of a pixel goes through, and taps beside each other that are gathered as one. */
  chunk: i32;
  run: i32;
  /** Samples of a sheet, and the rows of each that one list goes through. Where there are several samples these are all their rows. */
  images: i32;
  rows: i32;
  /** The plane that output gradients are laid out in, zeros between and around them, and where the first of them lies. */
  gridHeight: i32;
  gridWidth: i32;
  gridTop: i32;
  gridLeft: i32;
  /** Output positions that one item gathers for, or input channels. */
  atOnce: i32;
}

// @ts-ignore: decorator
@inline
export function eventsAt(at: usize): Events {
  return changetype<Events>(at);
}

/** Where the count of a list is to be written, for `startEvents` to find it. */
// @ts-ignore: decorator
@inline
export function countOf(s: Events, list: i32): usize {
  return s.starts + ((list + 1) << 2);
}

// @ts-ignore: decorator
@inline
export function markOf(s: Events, item: i32): usize {
  return s.starts + ((s.entries + 1 + item) << 2);
}

/** Turns counts into where lists begin, counted in events; the last is the number of all, and the word behind it joins the marks. There is one item. */
export function startEvents(at: usize, _from: i32, _to: i32, _lane: i32): void {
  const s = eventsAt(at);
  let sum = 0;
  store<i32>(s.starts, 0);
  for (let list = 0; list < s.entries; list++) {
    sum += load<i32>(countOf(s, list));
    store<i32>(countOf(s, list), sum);
  }
  let odd = 0;
  for (let item = 0; item < s.marks; item++) odd |= load<i32>(markOf(s, item));
  store<i32>(markOf(s, 0), odd);
}

/** Bytes of an event: `f32` stands for those with values, a word for the row and the value, `u16` for those without. */
// @ts-ignore: decorator
@inline
export function eventBytes<T>(): usize {
  return isFloat<T>() ? 8 : 2;
}

/** Where a list begins. */
// @ts-ignore: decorator
@inline
export function listOf<T>(s: Events, list: usize): usize {
  return s.lists + load<i32>(s.starts + (list << 2)) * eventBytes<T>();
}

/** Writes an event. @returns where the next one goes */
// @ts-ignore: decorator
@inline
export function put<T>(target: usize, row: i32, value: usize): usize {
  if (isFloat<T>()) {
    store<i32>(target, row);
    store<f32>(target, load<f32>(value), 4);
  } else store<u16>(target, <u16>row);
  return target + eventBytes<T>();
}

// @ts-ignore: decorator
@inline
function weighted<T>(row: v128, value: v128): v128 {
  return isFloat<T>() ? f32x4.mul(value, row) : row;
}

/** Adds to a row of sums the rows that events name, each times its value where there are values. */
// @ts-ignore: decorator
@inline
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
      for (let r = o; r < min(o + 4, live); r++) store<f32>(y + r * stride + (p << 2), load<f32>(source + ((r - o) << 2)));
      source += rowBytes;
    }
  }
}
