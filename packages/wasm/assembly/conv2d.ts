import { packColumns, packTaps, positionsOf, scatterColumns, shapeAt, tapsOf } from './columns';
import { multiply, packColumnsOf, packRows } from './gemm';

/** Positions packed at once: a block of columns stays in the second cache. */
const block: i32 = 64;

/** `weights` takes the packed weights, `scratch` a block of packed columns. */
export function conv2d(y: usize, x: usize, w: usize, at: usize, weights: usize, scratch: usize): void {
  const s = shapeAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const plane = s.channels * s.height * s.width;
  for (let g = 0; g < s.groups; g++) {
    packRows(weights, w + ((g * s.outputs * taps) << 2), s.outputs, taps, taps << 2, 4);
    for (let n = 0; n < s.samples; n++) {
      const index = n * s.groups + g;
      const from = x + ((index * plane) << 2);
      const to = y + ((index * s.outputs * positions) << 2);
      for (let first = 0; first < positions; first += block) {
        const count = min(block, positions - first);
        packColumns(scratch, from, s, first, count);
        multiply(to + (first << 2), positions << 2, weights, scratch, s.outputs, count, taps, false);
      }
    }
  }
}

/** `dx` holds zeros. `columns` takes `[taps][positions]`. */
export function conv2dInputGradient(
  dx: usize,
  dy: usize,
  w: usize,
  at: usize,
  weights: usize,
  scratch: usize,
  columns: usize,
): void {
  const s = shapeAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const plane = s.channels * s.height * s.width;
  for (let g = 0; g < s.groups; g++) {
    packRows(weights, w + ((g * s.outputs * taps) << 2), taps, s.outputs, 4, taps << 2);
    for (let n = 0; n < s.samples; n++) {
      const index = n * s.groups + g;
      packColumnsOf(scratch, dy + ((index * s.outputs * positions) << 2), s.outputs, positions, positions << 2);
      multiply(columns, positions << 2, weights, scratch, taps, positions, s.outputs, false);
      scatterColumns(dx + ((index * plane) << 2), columns, s);
    }
  }
}

/** `dw` holds zeros. */
export function conv2dWeightGradient(
  dw: usize,
  x: usize,
  dy: usize,
  at: usize,
  gradients: usize,
  scratch: usize,
): void {
  const s = shapeAt(at);
  const taps = tapsOf(s);
  const positions = positionsOf(s);
  const plane = s.channels * s.height * s.width;
  for (let g = 0; g < s.groups; g++) {
    for (let n = 0; n < s.samples; n++) {
      const index = n * s.groups + g;
      packRows(gradients, dy + ((index * s.outputs * positions) << 2), s.outputs, positions, positions << 2, 4);
      packTaps(scratch, x + ((index * plane) << 2), s);
      multiply(dw + ((g * s.outputs * taps) << 2), taps << 2, gradients, scratch, s.outputs, taps, positions, true);
    }
  }
}
