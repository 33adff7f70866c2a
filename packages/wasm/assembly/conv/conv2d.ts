import { Convolution } from '../descriptors';
import { columnPanels, panel, rows, scatterChannels, span, tapPanels } from '../../src/kernels/constants';
import { convolutionAt, packColumns, packTaps, positionsOf, scatterColumns, tapsOf, windowOf } from './columns';
import { column, depth } from '../product/multiply';
import { copyFours, interleave } from '../vector/lanes';
import { partsOf } from '../vector/parts';

/** Packs weights for `conv2d`, `[outputs/4][taps][4]`; an item is a panel of one group. */
export function packWeights(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const panels = partsOf(s.outputs, rows);
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
export function packTurnedWeights(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const window = windowOf(s);
  const panels = partsOf(s.outputs, rows);
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
export function conv2d(at: usize, from: i32, to: i32, thread: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const perImage = partsOf(positions, panel);
  const all = s.samples * perImage;
  const blocks = partsOf(all, columnPanels);
  const weightPanels = partsOf(s.outputs, rows);
  const scratch = s.scratch + thread * s.scratchBytes;
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

/** Packs output gradients for `scatterConv2d`, `[images][positions/8][outputs][8]`; an item is a panel of one image. */
export function packGradientColumns(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const positions = positionsOf(s);
  const panels = partsOf(positions, panel);
  for (let item = from; item < to; item++) {
    const j = (item % panels) * panel;
    const source = s.y + (((item / panels) * s.outputs * positions + j) << 2);
    const target = s.shared + ((item * s.outputs) << 5);
    copyFours(target, 32, source, positions << 2, positions - j, s.outputs);
    copyFours(target + 16, 32, source + 16, positions << 2, positions - j - 4, s.outputs);
  }
}

/** Bytes of a packed panel of four taps, and of a cache line more: panels whole pages apart would share a few lines. */
// @inline
function tapPanelBytes(s: Convolution): usize {
  return (s.outputs << 4) + 64;
}

/** Bytes of the packed weights of `scatterChannels` channels. */
// @inline
function tapRowsBytes(s: Convolution): usize {
  return partsOf(scatterChannels * windowOf(s), rows) * tapPanelBytes(s);
}

/** The input gradient of any stride, `y` the output gradient and `x` the result, which holds zeros; an item is a few channels of one group. */
export function scatterConv2d(at: usize, from: i32, to: i32, thread: i32): void {
  const s = convolutionAt(at);
  const window = windowOf(s);
  const positions = positionsOf(s);
  const panels = partsOf(positions, panel);
  const blocks = partsOf(s.channels, scatterChannels);
  const own = s.scratch + thread * s.scratchBytes;
  const columns = own + tapRowsBytes(s);
  for (let item = from; item < to; item++) {
    const group = item / blocks;
    const channel = (item % blocks) * scatterChannels;
    const channels = min(scatterChannels, s.channels - channel);
    const weights = s.kept ? s.kept + item * tapRowsBytes(s) : own;
    if (!s.kept) packWeightsOfTaps(own, s, group, channel, channels * window);
    for (let n = 0; n < s.samples; n++) {
      const image = n * s.groups + group;
      for (let j = 0; j < panels; j++) {
        const gradients = s.shared + (((image * panels + j) * s.outputs) << 5);
        for (let first = 0; first < s.outputs; first += depth) {
          const part = min(depth, s.outputs - first);
          const width = min(panel, positions - j * panel);
          const c = columns + (j << 5);
          column(
            c,
            positions << 2,
            weights + (first << 4),
            tapPanelBytes(s),
            gradients + (first << 5),
            part,
            channels * window,
            width,
            first > 0,
          );
        }
      }
      scatterColumns(s.x + (((image * s.channels + channel) * s.height * s.width) << 2), columns, s, channels);
    }
  }
}

/** Packs the weights for `scatterConv2d` where they are kept; items are its own. */
export function packTapRows(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const blocks = partsOf(s.channels, scatterChannels);
  for (let item = from; item < to; item++) {
    const channel = (item % blocks) * scatterChannels;
    const channels = min(scatterChannels, s.channels - channel);
    packWeightsOfTaps(s.kept + item * tapRowsBytes(s), s, item / blocks, channel, channels * windowOf(s));
  }
}

/** Packs the weights of some taps of all outputs, `[taps/4][outputs][4]`, reading every line once. What follows the last tap is never used. */
function packWeightsOfTaps(to: usize, s: Convolution, group: i32, channel: i32, taps: i32): void {
  const row: usize = tapsOf(s) << 2;
  let source = s.w + group * s.outputs * row + ((channel * windowOf(s)) << 2);
  for (let o = 0; o < s.outputs; o++) {
    let target = to + (o << 4);
    for (let tap: usize = 0; tap < <usize>taps; tap += rows) {
      v128.store(target, v128.load(source + (tap << 2)));
      target += tapPanelBytes(s);
    }
    source += row;
  }
}

/** Packs output gradients for the weight gradient, `[outputs/4][samples][positions][4]`; an item is a panel of one group. */
export function packGradients(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = convolutionAt(at);
  const positions = positionsOf(s);
  const panels = partsOf(s.outputs, rows);
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
export function conv2dWeightGradient(at: usize, from: i32, to: i32, thread: i32): void {
  const s = convolutionAt(at);
  const taps = tapsOf(s);
  const blocks = partsOf(partsOf(taps, panel), tapPanels);
  const scratch = s.scratch + thread * s.scratchBytes;
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
  const gradients = s.shared + ((group * partsOf(s.outputs, rows) * length) << 4);
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
