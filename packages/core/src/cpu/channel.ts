import type { Data, DType, Kernels, Operand } from '../backend/backend.js';
import { sizeOf } from '../shape.js';
import { allocate, valuesOf } from './memory/operand.js';

/** `[N, C, …]` in memory: `run` elements in sequence for each sample and channel. */
interface Runs {
  readonly channels: number;
  readonly run: number;
  readonly size: number;
  /** Elements of one channel. */
  readonly count: number;
}

function runsOf({ shape }: Operand): Runs {
  const [size, channels] = [sizeOf(shape), shape[1]!];
  return { channels, run: sizeOf(shape.slice(2)), size, count: size / channels };
}

function inDtype(dtype: DType, values: Float64Array): Data {
  const data = allocate([values.length], dtype);
  data.set(values);
  return data;
}

export function channelStatistics({ x }: Parameters<Kernels['channelStatistics']>[0]): readonly [Data, Data] {
  const values = valuesOf(x);
  const runs = runsOf(x);
  const [mean, variance] = [new Float64Array(runs.channels), new Float64Array(runs.channels)];
  addSums(mean, values, runs);
  for (let c = 0; c < mean.length; c++) mean[c]! /= runs.count;
  addSquares(variance, values, mean, runs);
  for (let c = 0; c < mean.length; c++) variance[c]! /= runs.count;
  return [inDtype(x.dtype, mean), inDtype(x.dtype, variance)];
}

function addSums(sums: Float64Array, x: Data, { channels, run, size }: Runs): void {
  for (let begin = 0, c = 0; begin < size; begin += run, c = c + 1 === channels ? 0 : c + 1) {
    let total = 0;
    for (let i = begin; i < begin + run; i++) total += x[i]!;
    sums[c]! += total;
  }
}

function addSquares(sums: Float64Array, x: Data, mean: Float64Array, { channels, run, size }: Runs): void {
  for (let begin = 0, c = 0; begin < size; begin += run, c = c + 1 === channels ? 0 : c + 1) {
    const centre = mean[c]!;
    let total = 0;
    for (let i = begin; i < begin + run; i++) total += (x[i]! - centre) * (x[i]! - centre);
    sums[c]! += total;
  }
}

export function channelAffine({ x, scale, shift }: Parameters<Kernels['channelAffine']>[0]): Data {
  const y = allocate(x.shape, x.dtype);
  affine(y, valuesOf(x), valuesOf(scale), valuesOf(shift), runsOf(x));
  return y;
}

function affine(y: Data, x: Data, scale: Data, shift: Data, { channels, run, size }: Runs): void {
  for (let begin = 0, c = 0; begin < size; begin += run, c = c + 1 === channels ? 0 : c + 1) {
    const a = scale[c]!;
    const b = shift[c]!;
    for (let i = begin; i < begin + run; i++) y[i] = a * x[i]! + b;
  }
}

export function channelNormGradient(call: Parameters<Kernels['channelNormGradient']>[0]): readonly [Data, Data, Data] {
  const { x } = call;
  const [dy, values] = [valuesOf(call.dy), valuesOf(x)];
  const [mean, inverse, scale] = [valuesOf(call.mean), valuesOf(call.inverseDeviation), valuesOf(call.scale)];
  const runs = runsOf(x);
  const [sum, product] = [new Float64Array(runs.channels), new Float64Array(runs.channels)];
  addSums(sum, dy, runs);
  addProducts(product, dy, values, mean, runs);
  for (let c = 0; c < product.length; c++) product[c]! *= inverse[c]!;
  const dx = allocate(x.shape, x.dtype);
  normGradient(dx, dy, values, { mean, inverse, scale, sum, product }, runs);
  return [dx, inDtype(x.dtype, sum), inDtype(x.dtype, product)];
}

function addProducts(sums: Float64Array, dy: Data, x: Data, mean: Data, { channels, run, size }: Runs): void {
  for (let begin = 0, c = 0; begin < size; begin += run, c = c + 1 === channels ? 0 : c + 1) {
    const centre = mean[c]!;
    let total = 0;
    for (let i = begin; i < begin + run; i++) total += dy[i]! * (x[i]! - centre);
    sums[c]! += total;
  }
}

/** Values by channel. */
type ChannelValues = Readonly<Record<'mean' | 'inverse' | 'scale' | 'sum' | 'product', Data>>;

function normGradient(dx: Data, dy: Data, x: Data, values: ChannelValues, { channels, run, size, count }: Runs): void {
  for (let begin = 0, c = 0; begin < size; begin += run, c = c + 1 === channels ? 0 : c + 1) {
    const centre = values.mean[c]!;
    const meanDy = values.sum[c]! / count;
    const slope = (values.product[c]! / count) * values.inverse[c]!;
    const a = values.scale[c]!;
    for (let i = begin; i < begin + run; i++) dx[i] = a * (dy[i]! - meanDy - (x[i]! - centre) * slope);
  }
}
