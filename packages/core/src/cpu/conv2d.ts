import type { Convolution2d, Data, Kernels } from '../backend.js';
import type { Shape } from '../shape.js';
import { columnsOf, gatherColumns, scatterColumns, type Columns } from './columns.js';
import { gemm, packRows } from './gemm.js';
import { dots } from './dots.js';
import { allocate, valuesOf } from './operand.js';

/** Sizes of one group of one sample, and where they lie. */
interface Block {
  readonly columns: Columns;
  /** Rows and length of the columns: taps and positions. */
  readonly taps: number;
  readonly positions: number;
  /** Output channels. */
  readonly outputs: number;
}

function blockOf(x: Shape, w: Shape, y: Shape, window: Convolution2d): Block {
  const columns = columnsOf(x, w, y, window);
  return { columns, taps: w[1]! * w[2]! * w[3]!, positions: y[2]! * y[3]!, outputs: w[0]! / window.groups };
}

/** Calls `visit` with the offsets of each sample and group in the input, the weights and the output. */
function eachBlock(
  x: Shape,
  { outputs, positions, taps, columns }: Block,
  visit: (fromX: number, fromW: number, fromY: number) => void,
): void {
  const area = columns.input[0] * columns.input[1];
  for (let sample = 0; sample < x[0]!; sample++) {
    for (let group = 0; group < columns.groups; group++) {
      const at = sample * columns.groups + group;
      visit(at * columns.channels * area, group * outputs * taps, at * outputs * positions);
    }
  }
}

export function conv2d({ x, w, shape, ...window }: Parameters<Kernels['conv2d']>[0]): Data {
  const block = blockOf(x.shape, w.shape, shape, window);
  const { taps, positions, outputs } = block;
  const y = allocate(shape, x.dtype);
  const gathered = new Float64Array(taps * positions);
  const product = new Float64Array(outputs * positions);
  eachBlock(x.shape, block, (fromX, fromW, fromY) => {
    gatherColumns(gathered, valuesOf(x), fromX, block.columns);
    gemm(product, packRows(valuesOf(w), fromW, outputs, taps, taps, 1), gathered, outputs, positions, taps);
    y.set(product, fromY);
  });
  return y;
}

export function conv2dInputGradient({ dy, w, shape, ...window }: Parameters<Kernels['conv2dInputGradient']>[0]): Data {
  const block = blockOf(shape, w.shape, dy.shape, window);
  const { taps, positions, outputs } = block;
  const dx = new Float64Array(allocate(shape, dy.dtype).length);
  const scattered = new Float64Array(taps * positions);
  const values = valuesOf(dy);
  const gradient = new Float64Array(outputs * positions);
  eachBlock(shape, block, (fromX, fromW, fromY) => {
    gradient.set(values.subarray(fromY, fromY + gradient.length));
    gemm(scattered, packRows(valuesOf(w), fromW, taps, outputs, 1, taps), gradient, taps, positions, outputs);
    scatterColumns(dx, fromX, scattered, block.columns);
  });
  return dy.dtype === 'float64' ? dx : Float32Array.from(dx);
}

export function conv2dWeightGradient({
  x,
  dy,
  shape,
  ...window
}: Parameters<Kernels['conv2dWeightGradient']>[0]): Data {
  const block = blockOf(x.shape, shape, dy.shape, window);
  const { taps, positions, outputs } = block;
  const dw = new Float64Array(allocate(shape, x.dtype).length);
  const gathered = new Float64Array(taps * positions);
  const values = valuesOf(dy);
  const gradient = new Float64Array(outputs * positions);
  eachBlock(x.shape, block, (fromX, fromW, fromY) => {
    gatherColumns(gathered, valuesOf(x), fromX, block.columns);
    gradient.set(values.subarray(fromY, fromY + gradient.length));
    dots(dw, fromW, gradient, gathered, outputs, taps, positions);
  });
  return x.dtype === 'float64' ? dw : Float32Array.from(dw);
}
