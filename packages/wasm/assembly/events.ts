import { block } from '../src/sizes';
import { positionsOf, tapsOf, windowOf } from './columns';
import { storeTransposed } from './lanes';
import { addRows, chunksOf, eventsAt, Events, rowBytes, startOf, unpackRows } from './rows';

/** Packs the weights of a block of outputs, `[chunks][window][channels][32]`, zeros past the last output. `four` is memory for four vectors. */
function packBlock(to: usize, s: Events, group: i32, part: i32, four: usize): void {
  for (let o = 0; o < block; o += 4) packFour(to + (o << 2), s, group * s.outputs + part * block + o, s.outputs - part * block - o, four);
}

function packFour(to: usize, s: Events, output: i32, live: i32, four: usize): void {
  const window = windowOf(s);
  const stride: usize = tapsOf(s) << 2;
  const zero = f32x4.splat(0);
  for (let first = 0; first < s.channels; first += s.chunk) {
    const channels = min(s.chunk, s.channels - first);
    const slab: usize = channels * rowBytes;
    const length = channels * window;
    let x = s.w + output * stride + ((first * window) << 2);
    let row = to + first * window * rowBytes;
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

/** Packs the weights of all blocks where they are kept; an item is a block of outputs of one group. */
export function packRows(at: usize, from: i32, to: i32, lane: i32): void {
  const s = eventsAt(at);
  const blocks = (s.outputs + block - 1) / block;
  const four = s.scratch + lane * s.scratchBytes;
  for (let item = from; item < to; item++) packBlock(rowsOf(s, item), s, item / blocks, item % blocks, four);
}

/** Where the kept weights of a block of a group stand. */
// @ts-ignore: decorator
@inline
function rowsOf(s: Events, item: i32): usize {
  return s.kept + item * tapsOf(s) * rowBytes;
}

/** Adds (weighted, if values matter) rows of weights for every event; an item is a band of positions, of all images, of one block of outputs. */
export function gatherEvents(at: usize, from: i32, to: i32, lane: i32): void {
  const s = eventsAt(at);
  const positions = positionsOf(s);
  const all = s.samples * positions;
  const bands = (all + s.atOnce - 1) / s.atOnce;
  const blocks = (s.outputs + block - 1) / block;
  const tile = s.scratch + lane * s.scratchBytes;
  const own = tile + s.atOnce * rowBytes;
  let packed = -1;
  for (let item = from; item < to; item++) {
    const first = (item % bands) * s.atOnce;
    const end = min(first + s.atOnce, all);
    const part = (item / bands) % blocks;
    const group = item / (bands * blocks);
    if (!s.kept && item / bands !== packed) {
      packed = item / bands;
      packBlock(own, s, group, part, tile);
    }
    const weights = s.kept ? rowsOf(s, item / bands) : own;
    memory.fill(tile, 0, (end - first) * rowBytes);
    if (s.valued) gatherBand<f32>(s, group, weights, tile, first, end);
    else gatherBand<u16>(s, group, weights, tile, first, end);
    const o = part * block;
    for (let p = first; p < end; ) {
      const image = p / positions;
      const stop = min(end, (image + 1) * positions);
      const y = s.y + ((((image * s.groups + group) * s.outputs + o) * positions + (p - image * positions)) << 2);
      unpackRows(y, positions << 2, tile + (p - first) * rowBytes, stop - p, min(block, s.outputs - o));
      p = stop;
    }
  }
}

/** Goes through chunks of channels and rows of the window one after the other, so that their weights stay in the nearest cache. */
function gatherBand<T>(s: Events, group: i32, weights: usize, tile: usize, first: i32, end: i32): void {
  const chunks = chunksOf(s);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const channels = min(s.chunk, s.channels - chunk * s.chunk);
    for (let tap = 0; tap < windowOf(s); tap += s.run) {
      gatherRun<T>(s, group * chunks + chunk, channels, tap, weights, tile, first, end);
      weights += s.run * channels * rowBytes;
    }
  }
}

function gatherRun<T>(
  s: Events,
  unit: i32,
  channels: i32,
  tap: i32,
  weights: usize,
  sums: usize,
  first: i32,
  end: i32,
): void {
  const positions = positionsOf(s);
  const units = s.groups * chunksOf(s);
  const top = (tap / s.kernelWidth) * s.dilationY - s.paddingY;
  const left = (tap % s.kernelWidth) * s.dilationX - s.paddingX;
  const step: usize = s.run > 1 ? channels * rowBytes : 0;
  for (let p = first; p < end; ) {
    const image = p / positions;
    const i = (p - image * positions) / s.outputWidth;
    const j = p - image * positions - i * s.outputWidth;
    const stop = min(s.outputWidth, j + end - p);
    const y = i * s.strideY + top;
    if (<u32>y < <u32>s.height)
      gatherRow<T>(s, startOf(s, (image * units + unit) * s.height + y, 0), left, weights, step, sums, j, stop);
    sums += (stop - j) * rowBytes;
    p += stop - j;
  }
}

/** Positions `from` … `to` of a row of outputs, whose windows begin at column `left` and further along a row of lists. */
function gatherRow<T>(
  s: Events,
  starts: usize,
  left: i32,
  weights: usize,
  step: usize,
  sums: usize,
  from: i32,
  to: i32,
): void {
  for (let j = from; j < to; ) {
    const x = j * s.strideX + left;
    const begin = max(x, 0);
    const last = min(x + s.run, s.width);
    // Windows that lie inside altogether are done in one go; the last of them ends at the last column or before.
    const count = last - begin === s.run ? min(to - j, (s.width - last) / s.strideX + 1) : 1;
    const begins = starts + (begin << 2);
    const ends = starts + (last << 2);
    if (begin < last)
      gatherWindows<T>(begins, ends, s.strideX << 2, weights - x * step, s.strideX * step, sums, count);
    sums += count * rowBytes;
    j += count;
  }
}

/** Nothing but steps between lists: a misread end of a list costs the longer the more there is to work out until the next one is found. */
function gatherWindows<T>(
  begins: usize,
  ends: usize,
  stride: usize,
  weights: usize,
  step: usize,
  sums: usize,
  count: i32,
): void {
  for (; count > 0; count--) {
    addRows<T>(sums, weights, load<usize>(begins), load<usize>(ends));
    begins += stride;
    ends += stride;
    weights -= step;
    sums += rowBytes;
  }
}
