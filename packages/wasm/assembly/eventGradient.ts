import { block } from '../src/sizes';
import { positionsOf, windowOf } from './columns';
import { firstLanes, interleave } from './lanes';
import { addRows, countOf, eventsAt, Events, listOf, markOf, put, rowBytes, unpackRows } from './rows';

/** Lists of a plane, each of some rows. */
// @ts-ignore: decorator
@inline
function bandsOf(s: Events): i32 {
  return (s.height + s.rows - 1) / s.rows;
}

/** Samples of a sheet, of which the last may have fewer. */
// @ts-ignore: decorator
@inline
function imagesOf(s: Events, sheet: i32): i32 {
  return min(s.images, s.samples - sheet * s.images);
}

/** Where a channel of a sample begins, channels being those of all groups. */
// @ts-ignore: decorator
@inline
function planeOf(s: Events, sample: i32, channel: i32): usize {
  return s.x + (((sample * s.groups * s.channels + channel) * s.height * s.width) << 2);
}

/** Counts what is not 0 in each band of rows of a channel of a sheet, which is an item, and marks whether there are values other than 1. */
export function countPlaces(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = eventsAt(at);
  const area = s.height * s.width;
  const channels = s.groups * s.channels;
  const bands = bandsOf(s);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let item = from; item < to; item++) {
    const sheet = item / channels;
    let odd = i32x4.splat(0);
    for (let b = 0; b < bands; b++) {
      const first = b * s.rows * s.width;
      const end = min(first + s.rows * s.width, area);
      let sum = i32x4.splat(0);
      for (let i = 0; i < imagesOf(s, sheet); i++) {
        const x = planeOf(s, sheet * s.images + i, item - sheet * channels);
        for (let p = first; p < end; p += 4) {
          const value = v128.load(x + (p << 2));
          const active = v128.and(f32x4.ne(value, zero), firstLanes(end - p));
          sum = i32x4.sub(sum, active);
          odd = v128.or(odd, v128.and(active, f32x4.ne(value, one)));
        }
      }
      const pairs = i32x4.add(sum, v128.shuffle<i32>(sum, sum, 2, 3, 0, 1));
      store<i32>(countOf(s, item * bands + b), i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1));
    }
    store<i32>(markOf(s, item), v128.any_true(odd) ? 1 : 0);
  }
}

/** Lists what is not 0, `[sheets][channels][bands]`, an event naming the place in the sheet's grids that its own place has. Items as above. */
export function listPlaces(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = eventsAt(at);
  for (let item = from; item < to; item++) {
    if (s.valued) listChannel<f32>(s, item);
    else listChannel<u16>(s, item);
  }
}

function listChannel<T>(s: Events, item: i32): void {
  const zero = f32x4.splat(0);
  const channels = s.groups * s.channels;
  const sheet = item / channels;
  let target = listOf<T>(s, item * bandsOf(s));
  for (let i = 0; i < imagesOf(s, sheet); i++) {
    let x = planeOf(s, sheet * s.images + i, item - sheet * channels);
    let row = i * s.gridHeight * s.gridWidth;
    for (let y = 0; y < s.height; y++) {
      for (let p = 0; p < s.width; p += 4) {
        let bits = i32x4.bitmask(v128.and(f32x4.ne(v128.load(x + (p << 2)), zero), firstLanes(s.width - p)));
        while (bits !== 0) {
          const place = p + ctz(bits);
          target = put<T>(target, row + place, x + (place << 2));
          bits &= bits - 1;
        }
      }
      x += s.width << 2;
      row += s.gridWidth;
    }
  }
}

/** Lays output gradients out in blocks of outputs, `[sheets][groups][outputs/32][samples][grid][32]`; an item is one block of one sample. */
export function packRowsOfGradients(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = eventsAt(at);
  const positions = positionsOf(s);
  const blocks = (s.outputs + block - 1) / block;
  const stride: usize = positions << 2;
  const grid: usize = s.gridHeight * s.gridWidth * rowBytes;
  for (let item = from; item < to; item++) {
    const first = (item % blocks) * block;
    const source = s.y + ((((item / blocks) * s.outputs + first) * positions) << 2);
    const parts = s.groups * blocks;
    const sample = item / parts;
    const sheet = sample / s.images;
    const part = item - sample * parts;
    const target = s.shared + ((sheet * parts + part) * s.images + (sample - sheet * s.images)) * grid;
    memory.fill(target, 0, grid);
    for (let i = 0; i < s.outputHeight; i++) {
      const row = target + ((s.gridTop + i * s.strideY) * s.gridWidth + s.gridLeft) * rowBytes;
      const from = source + ((i * s.outputWidth) << 2);
      for (let o = 0; o < block; o += 4)
        interleave(row + (o << 2), s.strideX * rowBytes, from + o * stride, stride, s.outputs - first - o, s.outputWidth);
    }
  }
}

/**
 * The weight gradient of what fires: for every event of a channel, adds the row of output gradients that a tap brings it to. An item is some
 * channels of one block of outputs of one group; sheets are taken in order.
 */
export function gatherGradients(at: usize, from: i32, to: i32, lane: i32): void {
  const s = eventsAt(at);
  const window = windowOf(s);
  const blocks = (s.outputs + block - 1) / block;
  const chunks = (s.channels + s.atOnce - 1) / s.atOnce;
  const sheets = (s.samples + s.images - 1) / s.images;
  const grids: usize = s.images * s.gridHeight * s.gridWidth * rowBytes;
  const tile = s.scratch + lane * s.scratchBytes;
  for (let item = from; item < to; item++) {
    const part = (item / chunks) % blocks;
    const group = item / (chunks * blocks);
    const first = (item % chunks) * s.atOnce;
    const count = min(s.atOnce, s.channels - first);
    memory.fill(tile, 0, count * window * rowBytes);
    for (let sheet = 0; sheet < sheets; sheet++) {
      const unit = sheet * s.groups + group;
      const gradients = s.shared + (unit * blocks + part) * grids;
      const lists = (unit * s.channels + first) * bandsOf(s);
      if (s.valued) gatherSheet<f32>(s, count, lists, gradients, tile);
      else gatherSheet<u16>(s, count, lists, gradients, tile);
    }
    const o = part * block;
    const w = s.w + ((((group * s.outputs + o) * s.channels + first) * window) << 2);
    unpackRows(w, (s.channels * window) << 2, tile, count * window, min(block, s.outputs - o));
  }
}

/** Goes through bands one after the other, so that their gradients stay in the nearest cache. */
function gatherSheet<T>(s: Events, count: i32, lists: i32, gradients: usize, tile: usize): void {
  const bands = bandsOf(s);
  const first = gradients + ((s.gridTop + s.paddingY) * s.gridWidth + s.gridLeft + s.paddingX) * rowBytes;
  const down: usize = s.dilationY * s.gridWidth * rowBytes;
  const across: usize = s.dilationX * rowBytes;
  const height = s.kernelHeight;
  const width = s.kernelWidth;
  for (let b = 0; b < bands; b++) {
    let sums = tile;
    for (let c = 0; c < count; c++) {
      const list = listOf<T>(s, lists + c * bands + b);
      const stop = listOf<T>(s, lists + c * bands + b + 1);
      for (let i = 0; i < height; i++) {
        gatherTaps<T>(sums, first - i * down, across, width, list, stop);
        sums += width * rowBytes;
      }
    }
  }
}

/** The taps of a row of the window, nothing but steps between them, as in `gatherWindows`. */
function gatherTaps<T>(sums: usize, rows: usize, across: usize, count: i32, list: usize, stop: usize): void {
  if (list === stop) return;
  for (; count > 0; count--) {
    addRows<T>(sums, rows, list, stop);
    rows -= across;
    sums += rowBytes;
  }
}
