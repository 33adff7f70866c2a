import { band, block } from '../src/sizes';
import { convolutionAt, placesOf, positionsOf, windowOf, Convolution } from './columns';
import { storeTransposed } from './lanes';

/** Bytes of a row of weights or gradients. */
export const rowBytes: usize = block << 2;

/** Bytes of weights that a pass over a band reads again and again: they stay in the nearest cache. */
const nearest: i32 = 32768;

/** Pixels of a plane. */
// @ts-ignore: decorator
@inline
function areaOf(s: Convolution): i32 {
  return s.height * s.width;
}

/**
 * Counts the channels that are not 0 at every pixel; an item is a band of pixels of one group of one image. Counts go to `starts`, one place on;
 * whether any value is neither 0 nor 1 goes to the item's own word behind them.
 */
export function countEvents(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const area = areaOf(s);
  const bands = (area + band - 1) / band;
  const images = s.samples * s.groups;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let item = from; item < to; item++) {
    const image = item / bands;
    const first = (item % bands) * band;
    const end = min(first + band, area);
    const x = s.x + ((image * s.channels * area) << 2);
    const counts = s.starts + ((image * area + 1) << 2);
    let odd = i32x4.splat(0);
    let p = first;
    for (; p + 4 <= end; p += 4) {
      let sum = i32x4.splat(0);
      let source = x + (p << 2);
      for (let c = 0; c < s.channels; c++) {
        const value = v128.load(source);
        const active = f32x4.ne(value, zero);
        sum = i32x4.sub(sum, active);
        odd = v128.or(odd, v128.and(active, f32x4.ne(value, one)));
        source += area << 2;
      }
      v128.store(counts + (p << 2), sum);
    }
    let rest = false;
    for (; p < end; p++) {
      let sum = 0;
      for (let c = 0; c < s.channels; c++) {
        const value = load<f32>(x + ((c * area + p) << 2));
        if (value !== 0) sum++;
        if (value !== 0 && value !== 1) rest = true;
      }
      store<i32>(counts + (p << 2), sum);
    }
    store<i32>(s.starts + ((images * area + 1 + item) << 2), v128.any_true(odd) || rest ? 1 : 0);
  }
}

/** Turns counts into where lists begin, counted in events; the last is the number of all. There is one item. */
export function startEvents(at: usize, _from: i32, _to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const area = areaOf(s);
  const images = s.samples * s.groups;
  const pixels = images * area;
  const bands = images * ((area + band - 1) / band);
  let sum = 0;
  store<i32>(s.starts, 0);
  for (let p = 1; p <= pixels; p++) {
    sum += load<i32>(s.starts + (p << 2));
    store<i32>(s.starts + (p << 2), sum);
  }
  let odd = 0;
  for (let i = 1; i <= bands; i++) odd |= load<i32>(s.starts + ((pixels + i) << 2));
  store<i32>(s.starts + ((pixels + 1) << 2), odd);
}

/**
 * Lists the events of every pixel in the order of channels: where all are 1 the channel in two bytes, else a word for the channel and the value.
 * Items as in `countEvents`.
 */
export function listEvents(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const bands = (areaOf(s) + band - 1) / band;
  const ends = s.scratch + lane * s.scratchBytes;
  for (let item = from; item < to; item++) {
    if (s.valued) listBand<f32>(s, item / bands, (item % bands) * band, ends);
    else listBand<u16>(s, item / bands, (item % bands) * band, ends);
  }
}

/** Bytes of an event: `f32` stands for those with values, `u16` for those without. */
// @ts-ignore: decorator
@inline
function eventBytes<T>(): usize {
  return isFloat<T>() ? 8 : 2;
}

function listBand<T>(s: Convolution, image: i32, first: i32, ends: usize): void {
  const area = areaOf(s);
  const zero = f32x4.splat(0);
  const end = min(first + band, area);
  const starts = s.starts + ((image * area) << 2);
  for (let p = first; p < end; p++) {
    store<usize>(ends + ((p - first) << 2), s.lists + load<i32>(starts + (p << 2)) * eventBytes<T>());
  }
  let x = s.x + ((image * s.channels * area) << 2);
  for (let c = 0; c < s.channels; c++) {
    for (let p = first; p < end; p += 4) {
      let bits = i32x4.bitmask(f32x4.ne(v128.load(x + (p << 2)), zero));
      if (p + 4 > end) bits &= (1 << (end - p)) - 1;
      while (bits !== 0) {
        const place = p + ctz(bits);
        const slot = ends + ((place - first) << 2);
        const target = load<usize>(slot);
        if (isFloat<T>()) {
          store<i32>(target, c);
          store<f32>(target, load<f32>(x + (place << 2)), 4);
        } else store<u16>(target, <u16>c);
        store<usize>(slot, target + eventBytes<T>());
        bits &= bits - 1;
      }
    }
    x += area << 2;
  }
}

/** Packs weights by blocks of outputs, `[outputs/32][window][channels][32]`, zeros past the last output; an item is four outputs. */
export function packRowsOfWeights(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const four = s.scratch + lane * s.scratchBytes;
  const window = windowOf(s);
  const fours = ((s.outputs + block - 1) / block) * (block / 4);
  const slab: usize = s.channels * rowBytes;
  const length = s.channels * window;
  const stride: usize = length << 2;
  const zero = f32x4.splat(0);
  for (let item = from; item < to; item++) {
    const o = (item % fours) << 2;
    const live = s.outputs - o;
    let x = s.w + ((item / fours) * s.outputs + o) * stride;
    let row = s.shared + (item / (block / 4)) * window * slab + ((o & (block - 1)) << 2);
    let tap = 0;
    for (let q = 0; q < length; q += 4) {
      // Reading past the end is safe, and what it gives is not stored.
      const a = live > 0 ? v128.load(x) : zero;
      const b = live > 1 ? v128.load(x + stride) : zero;
      const c = live > 2 ? v128.load(x + 2 * stride) : zero;
      const d = live > 3 ? v128.load(x + 3 * stride) : zero;
      storeTransposed(four, 16, a, b, c, d);
      for (let i = 0; i < min(4, length - q); i++) {
        v128.store(row + tap * slab, v128.load(four + (i << 4)));
        if (++tap === window) {
          tap = 0;
          row += rowBytes;
        }
      }
      x += 16;
    }
  }
}

/** Adds (weighted, if values matter) rows of weights for every event; an item is a band of positions of one block of outputs of one image. */
export function gatherEvents(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const window = windowOf(s);
  const positions = positionsOf(s);
  const bands = (positions + band - 1) / band;
  const blocks = (s.outputs + block - 1) / block;
  const tile = s.scratch + lane * s.scratchBytes;
  const taps = max(1, nearest / (s.channels << 7));
  for (let item = from; item < to; item++) {
    const first = (item % bands) * band;
    const end = min(first + band, positions);
    const part = (item / bands) % blocks;
    const image = item / (bands * blocks);
    const weights = s.shared + ((image % s.groups) * blocks + part) * window * s.channels * rowBytes;
    const starts = s.starts + ((image * areaOf(s)) << 2);
    memory.fill(tile, 0, band * rowBytes);
    for (let tap = 0; tap < window; tap += taps) {
      const last = min(tap + taps, window);
      if (s.valued) gatherBand<f32>(s, starts, weights, tile, first, end, tap, last);
      else gatherBand<u16>(s, starts, weights, tile, first, end, tap, last);
    }
    const o = part * block;
    const y = s.y + (((image * s.outputs + o) * positions + first) << 2);
    unpackRows(y, positions << 2, tile, end - first, min(block, s.outputs - o));
  }
}

/** A sum with the product of a value and a row, or with the row where values are all 1. */
// @ts-ignore: decorator
@inline
export function addRow<T>(sum: v128, row: usize, value: v128): v128 {
  return f32x4.add(sum, isFloat<T>() ? f32x4.mul(value, v128.load(row)) : v128.load(row));
}

function gatherBand<T>(
  s: Convolution,
  starts: usize,
  weights: usize,
  tile: usize,
  first: i32,
  end: i32,
  tap: i32,
  last: i32,
): void {
  const lists = s.lists;
  const slab: usize = s.channels * rowBytes;
  for (let p = first; p < end; p++) {
    let a = v128.load(tile);
    let b = v128.load(tile, 16);
    let c = v128.load(tile, 32);
    let d = v128.load(tile, 48);
    let e = v128.load(tile, 64);
    let f = v128.load(tile, 80);
    let g = v128.load(tile, 96);
    let h = v128.load(tile, 112);
    for (let t = tap; t < last; t++) {
      const place = load<i32>(placesOf(s, t, p));
      if (place < 0) continue;
      const own = weights + t * slab;
      let q = lists + load<i32>(starts + (place << 2)) * eventBytes<T>();
      const stop = lists + load<i32>(starts + (place << 2), 4) * eventBytes<T>();
      while (q < stop) {
        const row = own + ((<usize>(isFloat<T>() ? load<u32>(q) : load<u16>(q))) << 7);
        const value = isFloat<T>() ? v128.load32_splat(q, 4) : a;
        a = addRow<T>(a, row, value);
        b = addRow<T>(b, row + 16, value);
        c = addRow<T>(c, row + 32, value);
        d = addRow<T>(d, row + 48, value);
        // Never taken: it keeps the engine from loading all eight rows before the first sum, for which it lacks registers.
        if (row === 0) break;
        e = addRow<T>(e, row + 64, value);
        f = addRow<T>(f, row + 80, value);
        g = addRow<T>(g, row + 96, value);
        h = addRow<T>(h, row + 112, value);
        q += eventBytes<T>();
      }
    }
    v128.store(tile, a);
    v128.store(tile, b, 16);
    v128.store(tile, c, 32);
    v128.store(tile, d, 48);
    v128.store(tile, e, 64);
    v128.store(tile, f, 80);
    v128.store(tile, g, 96);
    v128.store(tile, h, 112);
    tile += rowBytes;
  }
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
