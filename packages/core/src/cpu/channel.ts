import type { Data, Kernels, Operand } from '../backend.js';
import { sizeOf } from '../shape.js';
import { allocate, valuesOf } from './operand.js';

/** Calls `visit` for every run of elements that share sample and channel. */
function eachRun(x: Operand, visit: (channel: number, begin: number, end: number) => void): void {
  const channels = x.shape[1]!;
  const run = sizeOf(x.shape.slice(2));
  for (let i = 0; i < x.shape[0]! * channels; i++) visit(i % channels, i * run, (i + 1) * run);
}

function inDtype(x: Operand, values: Float64Array): Data {
  return x.dtype === 'float64' ? values : Float32Array.from(values);
}

export function channelStatistics({ x }: Parameters<Kernels['channelStatistics']>[0]): readonly [Data, Data] {
  const values = valuesOf(x);
  const channels = x.shape[1]!;
  const count = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  eachRun(x, (channel, begin, end) => {
    let total = 0;
    for (let i = begin; i < end; i++) total += values[i]!;
    mean[channel]! += total / count;
  });
  eachRun(x, (channel, begin, end) => {
    const centre = mean[channel]!;
    let total = 0;
    for (let i = begin; i < end; i++) total += (values[i]! - centre) ** 2;
    variance[channel]! += total / count;
  });
  return [inDtype(x, mean), inDtype(x, variance)];
}

export function channelAffine({ x, scale, shift }: Parameters<Kernels['channelAffine']>[0]): Data {
  const [values, scales, shifts] = [valuesOf(x), valuesOf(scale), valuesOf(shift)];
  const y = allocate(x.shape, x.dtype);
  eachRun(x, (channel, begin, end) => {
    const [a, b] = [scales[channel]!, shifts[channel]!];
    for (let i = begin; i < end; i++) y[i] = a * values[i]! + b;
  });
  return y;
}

export function channelNormGradient({
  dy,
  x,
  mean,
  inverseDeviation,
  scale,
}: Parameters<Kernels['channelNormGradient']>[0]): readonly [Data, Data, Data] {
  const [gradients, values, means, inverses, scales] = [dy, x, mean, inverseDeviation, scale].map(valuesOf) as [
    Data,
    Data,
    Data,
    Data,
    Data,
  ];
  const channels = x.shape[1]!;
  const count = values.length / channels;
  const sum = new Float64Array(channels);
  const product = new Float64Array(channels);
  eachRun(x, (channel, begin, end) => {
    const [centre, inverse] = [means[channel]!, inverses[channel]!];
    let total = 0;
    let weighted = 0;
    for (let i = begin; i < end; i++) {
      total += gradients[i]!;
      weighted += gradients[i]! * (values[i]! - centre);
    }
    sum[channel]! += total;
    product[channel]! += weighted * inverse;
  });
  const dx = allocate(x.shape, x.dtype);
  eachRun(x, (channel, begin, end) => {
    const [centre, inverse, a] = [means[channel]!, inverses[channel]!, scales[channel]!];
    const level = sum[channel]! / count;
    const slope = (product[channel]! / count) * inverse;
    for (let i = begin; i < end; i++) dx[i] = a * (gradients[i]! - level - (values[i]! - centre) * slope);
  });
  return [dx, inDtype(x, sum), inDtype(x, product)];
}
