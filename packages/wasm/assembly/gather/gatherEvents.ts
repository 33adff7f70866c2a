import { Events } from '../descriptors';
import { block } from '../../src/kernels/constants';
import { positionsOf, tapsOf, windowOf } from '../conv/columns';
import { storeTransposed } from '../vector/lanes';
import { addRows, chunksOf, eventsAt, rowBytes, unpackRows } from './rows';
import { runsOf, windowBytes, windowsOf } from './windows';

/** Packs the weights of a block of outputs, `[chunks][window][channels][32]`, zeros past the last output. `four` is memory for four vectors. */
function packBlock(to: usize, s: Events, group: i32, part: i32, four: usize): void {
  for (let o = 0; o < block; o += 4)
    packFour(to + (o << 2), s, group * s.outputs + part * block + o, s.outputs - part * block - o, four);
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
export function packRows(at: usize, from: i32, to: i32, thread: i32): void {
  const s = eventsAt(at);
  const blocks = (s.outputs + block - 1) / block;
  const four = s.scratch + thread * s.scratchBytes;
  for (let item = from; item < to; item++) packBlock(rowsOf(s, item), s, item / blocks, item % blocks, four);
}

/** Where the kept weights of a block of a group stand. */
// @inline
function rowsOf(s: Events, item: i32): usize {
  return s.kept + item * tapsOf(s) * rowBytes;
}

/** Adds (weighted, if values matter) rows of weights for every event; an item is a band of positions, of all images, of one block of outputs. */
export function gatherEvents(at: usize, from: i32, to: i32, thread: i32): void {
  const s = eventsAt(at);
  const positions = positionsOf(s);
  const all = s.samples * positions;
  const bands = (all + s.atOnce - 1) / s.atOnce;
  const blocks = (s.outputs + block - 1) / block;
  const tile = s.scratch + thread * s.scratchBytes;
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
    const band = (item % bands) * s.groups + group;
    if (s.valued) gatherBand<f32>(s, band, weights, tile);
    else gatherBand<u16>(s, band, weights, tile);
    const o = part * block;
    for (let p = first; p < end;) {
      const image = p / positions;
      const stop = min(end, (image + 1) * positions);
      const y = s.y + ((((image * s.groups + group) * s.outputs + o) * positions + (p - image * positions)) << 2);
      unpackRows(y, positions << 2, tile + (p - first) * rowBytes, stop - p, min(block, s.outputs - o));
      p = stop;
    }
  }
}

/** Goes through chunks of channels and rows of the window one after the other, so that their weights stay in the nearest cache. */
function gatherBand<T>(s: Events, band: i32, weights: usize, tile: usize): void {
  const chunks = chunksOf(s);
  const runs = runsOf(s);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const step = s.run * min(s.chunk, s.channels - chunk * s.chunk) * rowBytes;
    for (let run = 0; run < runs; run++) {
      gatherWindows<T>(windowsOf(s, (band * chunks + chunk) * runs + run), weights, tile);
      weights += step;
    }
  }
}

/** An unforeseen end of a list costs the longer the more there is to work out until the next one is found: nothing is. */
function gatherWindows<T>(window: usize, weights: usize, tile: usize): void {
  for (let count = load<i32>(window); count > 0; count--) {
    window += windowBytes;
    addRows<T>(
      tile + load<usize>(window, 8),
      weights + load<usize>(window, 12),
      load<usize>(window),
      load<usize>(window, 4),
    );
  }
}
