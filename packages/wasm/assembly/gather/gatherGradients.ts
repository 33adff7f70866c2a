import { Events } from '../descriptors';
import { block } from '../../src/kernels/constants';
import { positionsOf, windowOf } from '../conv/columns';
import { interleave } from '../vector/lanes';
import { addRows, bandsOf, eventsAt, rowBytes, startOf, unpackRows } from './rows';

/** Lays output gradients out in blocks of outputs, `[sheets][groups][outputs/32][samples][grid][32]`; an item is one block of one sample. */
export function packRowsOfGradients(at: usize, from: i32, to: i32, _thread: i32): void {
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
        interleave(
          row + (o << 2),
          s.strideX * rowBytes,
          from + o * stride,
          stride,
          s.outputs - first - o,
          s.outputWidth,
        );
    }
  }
}

/**
 * The weight gradient from events: for every event of a channel, adds the row of output gradients of each tap. An item
 * is some channels of one block of outputs of one group; sheets are taken in order.
 */
export function gatherGradients(at: usize, from: i32, to: i32, thread: i32): void {
  const s = eventsAt(at);
  const window = windowOf(s);
  const blocks = (s.outputs + block - 1) / block;
  const chunks = (s.channels + s.atOnce - 1) / s.atOnce;
  const sheets = (s.samples + s.images - 1) / s.images;
  const grids: usize = s.images * s.gridHeight * s.gridWidth * rowBytes;
  const tile = s.scratch + thread * s.scratchBytes;
  for (let item = from; item < to; item++) {
    const part = (item / chunks) % blocks;
    const group = item / (chunks * blocks);
    const first = (item % chunks) * s.atOnce;
    const count = min(s.atOnce, s.channels - first);
    memory.fill(tile, 0, count * window * rowBytes);
    for (let sheet = 0; sheet < sheets; sheet++) {
      const unit = sheet * s.groups + group;
      const gradients = s.shared + (unit * blocks + part) * grids;
      const lists = unit * s.channels + first;
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
      const start = startOf(s, lists + c, b);
      const list = load<usize>(start);
      const stop = load<usize>(start, 4);
      for (let i = 0; i < height; i++) {
        gatherTaps<T>(sums, first - i * down, across, width, list, stop);
        sums += width * rowBytes;
      }
    }
  }
}

/** The taps of a row of the window, nothing but steps between them, so that an unforeseen end of a list costs little. */
function gatherTaps<T>(sums: usize, rows: usize, across: usize, count: i32, list: usize, stop: usize): void {
  if (list === stop) return;
  for (; count > 0; count--) {
    addRows<T>(sums, rows, list, stop);
    rows -= across;
    sums += rowBytes;
  }
}
