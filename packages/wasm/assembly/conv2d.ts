import { columnPanels, panel, rows, span, tapPanels } from '../src/sizes';
import { convolutionAt, packColumns, packTaps, positionsOf, scatterColumns, tapsOf, windowOf, Convolution } from './columns';
import { column, depth } from './gemm';
import { copyFours, interleave } from './lanes';

// @ts-ignore: decorator
@inline
function panelsOf(count: i32, width: i32): i32 {
  return (count + width - 1) / width;
}

/** Packs weights for `conv2d`, `[outputs/4][taps][4]`; an item is a panel of one group. */
export function packWeights(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const panels = panelsOf(s.outputs, rows);
  for (let item = from; item < to; item++) {
    const first = (item % panels) * rows;
    const source = s.w + ((((item / panels) * s.outputs + first) * taps) << 2);
    interleave(s.shared + ((item * taps) << 4), 16, source, taps << 2, s.outputs - first, taps);
  }
}

/**
 * Packs weights for the convolution that is the input gradient of another of stride 1: inputs and outputs change places and the window
 * is turned by half a circle. The description is that of the convolution to come.
 */
export function packTurnedWeights(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const window = windowOf(s);
  const panels = panelsOf(s.outputs, rows);
  const row: usize = (s.outputs * window) << 2;
  for (let item = from; item < to; item++) {
    const first = (item % panels) * rows;
    const group = s.w + (((item / panels) * s.channels * s.outputs * window) << 2);
    let target = s.shared + ((item * tapsOf(s)) << 4);
    for (let c = 0; c < s.channels; c++) {
      let source = group + c * row + ((first * window + window - 1) << 2);
      for (let tap = 0; tap < window; tap++) {
        for (let r = 0; r < rows; r++) {
          store<f32>(target + (r << 2), first + r < s.outputs ? load<f32>(source + ((r * window) << 2)) : 0);
        }
        source -= 4;
        target += 16;
      }
    }
  }
}

/** An item is a block of positions, of all images of one group. */
export function conv2d(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const perImage = panelsOf(positions, panel);
  const all = s.samples * perImage;
  const blocks = panelsOf(all, columnPanels);
  const weightPanels = panelsOf(s.outputs, rows);
  const scratch = s.scratch + lane * s.scratchBytes;
  const plane: usize = (s.channels * s.height * s.width) << 2;
  for (let item = from; item < to; item++) {
    const group = item / blocks;
    const begin = (item % blocks) * columnPanels;
    const end = min(begin + columnPanels, all);
    for (let p = begin; p < end; p++) {
      const image = (p / perImage) * s.groups + group;
      packColumns(scratch + (((p - begin) * taps) << 5), s.x + image * plane, s, (p % perImage) * panel);
    }
    const weights = s.shared + ((group * weightPanels * taps) << 4);
    for (let first = 0; first < taps; first += depth) {
      const part = min(depth, taps - first);
      for (let p = begin; p < end; p++) {
        const image = (p / perImage) * s.groups + group;
        const position = (p % perImage) * panel;
        const c = s.y + ((image * s.outputs * positions + position) << 2);
        const columns = scratch + (((p - begin) * taps + first) << 5);
        const width = min(panel, positions - position);
        column(c, positions << 2, weights + (first << 4), taps << 4, columns, part, s.outputs, width, first > 0);
      }
    }
  }
}

/** Packs weights for the input gradient by columns, `[taps/4][outputs][4]`; an item is a panel of one group. */
export function packWeightColumns(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const panels = panelsOf(taps, rows);
  for (let item = from; item < to; item++) {
    const first = (item % panels) * rows;
    const source = s.w + (((item / panels) * s.outputs * taps + first) << 2);
    copyFours(s.shared + ((item * s.outputs) << 4), 16, source, taps << 2, taps - first, s.outputs);
  }
}

/** The input gradient of any stride, `y` the output gradient and `x` the result, which holds zeros; an item is one group of an image. */
export function scatterConv2d(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const columns = s.scratch + lane * s.scratchBytes;
  const gradients = columns + ((taps * positions) << 2);
  for (let item = from; item < to; item++) {
    const weights = s.shared + (((item % s.groups) * panelsOf(taps, rows) * s.outputs) << 4);
    const dy = s.y + ((item * s.outputs * positions) << 2);
    for (let j = 0; j < positions; j += panel) {
      const width = min(panel, positions - j);
      copyFours(gradients, 32, dy + (j << 2), positions << 2, width, s.outputs);
      copyFours(gradients + 16, 32, dy + (j << 2) + 16, positions << 2, width - 4, s.outputs);
      column(columns + (j << 2), positions << 2, weights, s.outputs << 4, gradients, s.outputs, taps, width, false);
    }
    scatterColumns(s.x + ((item * s.channels * s.height * s.width) << 2), columns, s);
  }
}

/** Packs output gradients for the weight gradient, `[outputs/4][samples][positions][4]`; an item is a panel of one group. */
export function packGradients(at: usize, from: i32, to: i32, _lane: i32): void {
  const s = convolutionAt(at);
  const positions = positionsOf(s);
  const panels = panelsOf(s.outputs, rows);
  for (let item = from; item < to; item++) {
    const first = (item % panels) * rows;
    for (let n = 0; n < s.samples; n++) {
      const image = n * s.groups + item / panels;
      const source = s.y + (((image * s.outputs + first) * positions) << 2);
      const target = s.shared + (((item * s.samples + n) * positions) << 4);
      interleave(target, 16, source, positions << 2, s.outputs - first, positions);
    }
  }
}

/** The weight gradient, `w` the result; an item is a block of taps of one group, whose images are taken in order. */
export function conv2dWeightGradient(at: usize, from: i32, to: i32, lane: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const blocks = panelsOf(panelsOf(taps, panel), tapPanels);
  const scratch = s.scratch + lane * s.scratchBytes;
  for (let item = from; item < to; item++) {
    const begin = (item % blocks) * tapPanels * panel;
    weightBlock(s, item / blocks, begin, min(begin + tapPanels * panel, taps), scratch);
  }
}

function weightBlock(s: Convolution, group: i32, begin: i32, end: i32, scratch: usize): void {
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const images = max(1, span / positions);
  const plane = s.channels * s.height * s.width;
  const length = s.samples * positions;
  const gradients = s.shared + ((group * panelsOf(s.outputs, rows) * length) << 4);
  for (let n = 0; n < s.samples; n += images) {
    const part = min(images, s.samples - n);
    const count = part * positions;
    for (let tap = begin; tap < end; tap += panel) {
      const target = scratch + (((tap - begin) * count) << 2);
      for (let i = 0; i < part; i++) {
        const image = s.x + ((((n + i) * s.groups + group) * plane) << 2);
        packTaps(target + ((i * positions) << 5), image, s, tap);
      }
    }
    for (let first = 0; first < count; first += depth) {
      const terms = min(depth, count - first);
      const a = gradients + ((n * positions + first) << 4);
      for (let tap = begin; tap < end; tap += panel) {
        const c = s.w + ((group * s.outputs * taps + tap) << 2);
        const columns = scratch + (((tap - begin) * count) << 2) + (first << 5);
        column(c, taps << 2, a, length << 4, columns, terms, s.outputs, min(panel, taps - tap), n > 0 || first > 0);
      }
    }
  }
}
