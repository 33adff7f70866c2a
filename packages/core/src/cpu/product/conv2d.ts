import type { Convolution2d, Data, Kernels } from '../../backend/backend.js';
import { sizeOf, type Shape } from '../../shape.js';
import { columnsOf, im2col, col2im, type Columns } from './im2col.js';
import { dots } from './dots.js';
import { gemm } from './gemm.js';
import { allocate, valuesOf } from '../memory/operand.js';
import { packPanels } from './panels.js';
import { addSparse, densityOf, entriesFor, gatherEntries, sparseBelow } from './sparse.js';
import { gatherWindow } from './window.js';

/** Sizes of one group of one sample. */
interface Block {
  readonly columns: Columns;
  /** Rows and columns of the im2col matrix: kernel taps and output positions. */
  readonly taps: number;
  readonly positions: number;
  /** Output channels. */
  readonly outputs: number;
}

function blockOf(x: Shape, w: Shape, y: Shape, window: Convolution2d): Block {
  const columns = columnsOf(x, w, y, window);
  return { columns, taps: w[1]! * w[2]! * w[3]!, positions: y[2]! * y[3]!, outputs: w[0]! / window.groups };
}

/** Calls `visit` for each sample and group with their offsets in the input and the output. */
function eachBlock(
  x: Shape,
  { outputs, positions, columns }: Block,
  visit: (fromX: number, fromY: number, group: number) => void,
): void {
  const area = columns.input[0] * columns.input[1];
  for (let sample = 0; sample < x[0]!; sample++) {
    for (let group = 0; group < columns.groups; group++) {
      const at = sample * columns.groups + group;
      visit(at * columns.channels * area, at * outputs * positions, group);
    }
  }
}

/** The packed weights of each group, made once per call. */
const packed = ({ columns }: Block, pack: (group: number) => Float64Array): readonly Float64Array[] =>
  Array.from({ length: columns.groups }, (_, group) => pack(group));

export function conv2d({ x, w, shape, ...window }: Parameters<Kernels['conv2d']>[0]): Data {
  const block = blockOf(x.shape, w.shape, shape, window);
  const { columns, taps, positions, outputs } = block;
  const [values, weights] = [valuesOf(x), valuesOf(w)];
  const y = allocate(shape, x.dtype);
  const product = new Float64Array(outputs * positions);
  if (densityOf(values) < sparseBelow) {
    const rows = packed(block, (group) => packPanels(8, weights, group * outputs * taps, outputs, taps, taps, 1));
    const entries = entriesFor(taps);
    eachBlock(x.shape, block, (fromX, fromY, group) => {
      product.fill(0);
      for (let at = 0; at < positions; at++) {
        gatherWindow(entries, values, fromX, columns, Math.floor(at / columns.output[1]), at % columns.output[1]);
        addSparse(product, at, positions, rows[group]!, outputs, taps, entries);
      }
      y.set(product, fromY);
    });
    return y;
  }
  const rows = packed(block, (group) => packPanels(4, weights, group * outputs * taps, outputs, taps, taps, 1));
  const gathered = new Float64Array(taps * positions);
  eachBlock(x.shape, block, (fromX, fromY, group) => {
    im2col(gathered, values, fromX, columns);
    gemm(product, rows[group]!, gathered, outputs, positions, taps);
    y.set(product, fromY);
  });
  return y;
}

export function conv2dInputGradient({ dy, w, shape, ...window }: Parameters<Kernels['conv2dInputGradient']>[0]): Data {
  const block = blockOf(shape, w.shape, dy.shape, window);
  const { columns, taps, positions, outputs } = block;
  const [values, weights] = [valuesOf(dy), valuesOf(w)];
  const rows = packed(block, (group) => packPanels(4, weights, group * outputs * taps, taps, outputs, 1, taps));
  const sums = new Float64Array(sizeOf(shape));
  const scattered = new Float64Array(taps * positions);
  const gradient = new Float64Array(outputs * positions);
  eachBlock(shape, block, (fromX, fromY, group) => {
    gradient.set(values.subarray(fromY, fromY + gradient.length));
    gemm(scattered, rows[group]!, gradient, taps, positions, outputs);
    col2im(sums, fromX, scattered, columns);
  });
  const dx = allocate(shape, dy.dtype);
  dx.set(sums);
  return dx;
}

export function conv2dWeightGradient({
  x,
  dy,
  shape,
  ...window
}: Parameters<Kernels['conv2dWeightGradient']>[0]): Data {
  const block = blockOf(x.shape, shape, dy.shape, window);
  const { columns, taps, positions, outputs } = block;
  const [values, gradients] = [valuesOf(x), valuesOf(dy)];
  const sums = new Float64Array(sizeOf(shape));
  const gathered = new Float64Array(taps * positions);
  const gradient = new Float64Array(outputs * positions);
  const entries = entriesFor(positions);
  const sparse = densityOf(values) < sparseBelow;
  eachBlock(x.shape, block, (fromX, fromY, group) => {
    const to = group * outputs * taps;
    im2col(gathered, values, fromX, columns);
    if (!sparse) {
      gradient.set(gradients.subarray(fromY, fromY + gradient.length));
      dots(sums, to, gradient, gathered, outputs, taps, positions);
      return;
    }
    const rows = packPanels(8, gradients, fromY, outputs, positions, positions, 1);
    for (let tap = 0; tap < taps; tap++) {
      gatherEntries(entries, gathered, tap * positions, (tap + 1) * positions);
      addSparse(sums, to + tap, taps, rows, outputs, positions, entries);
    }
  });
  const dw = allocate(shape, x.dtype);
  dw.set(sums);
  return dw;
}
