import { GradientError, ShapeError } from '../errors.js';
import { sameShape, formatShape, sizeOf } from '../shape.js';
import { defineOp } from '../tape/defineOp.js';
import { isRecording } from '../tape/noGrad.js';
import { common, record, wrap } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';
import { add, mul, sub } from './arithmetic.js';
import { reshape } from './movement/reshape.js';
import { expand, sum } from './sum.js';

/** Mean and biased variance of each channel, `[C]`. */
export interface ChannelStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** The number of elements that share a channel of `[N, C, …]`. */
export const elementsPerChannel = (x: Tensor): number => x.size / x.shape[1]!;

/** All axes but the channel axis. */
const otherAxes = (x: Tensor): readonly number[] => x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));

/** `v` `[C]` as `[C, 1, …]`, so that it broadcasts along the channel axis of `x`. */
export const perChannel = (v: Tensor, x: Tensor): Tensor =>
  reshape(v, [v.size, ...new Array<number>(x.rank - 2).fill(1)]);

/**
 * Mean and biased variance of every channel of `[N, C, …]` in one pass over memory.
 *
 * @throws ShapeError for fewer than two axes or no elements
 */
export function channelStatistics(x: Tensor): ChannelStatistics {
  const channels = channelsOf('channelStatistics', x);
  if (x.size === 0) throw new ShapeError('channelStatistics', 'at least one element per channel', formatShape(x.shape));
  const { backend, dtype } = common('channelStatistics', [x]);
  const [mean, variance] = backend.kernels
    .channelStatistics({ x: x.operand })
    .map((handle) => wrap(backend, handle, dtype, [channels])) as [Tensor, Tensor];
  record('channelStatistics', [x], [mean, variance], ([dMean, dVariance]) => {
    const count = elementsPerChannel(x);
    const spread = dVariance && mul(mul(sub(x, perChannel(mean, x)), perChannel(dVariance, x)), 2 / count);
    const level = dMean && perChannel(mul(dMean, 1 / count), x);
    if (!spread) return [level && expand(level, x.shape)];
    return [level ? add(spread, level) : spread];
  });
  return { mean, variance };
}

const affineOp = defineOp<[x: Tensor, scale: Tensor, shift: Tensor]>('channelAffine', {
  forward: ([x, scale, shift]) => {
    const { backend, dtype, shape } = x;
    const { kernels } = backend;
    return wrap(
      backend,
      kernels.channelAffine({ x: x.operand, scale: scale.operand, shift: shift.operand }),
      dtype,
      shape,
    );
  },
  backward: (dy, { inputs: [x, scale], needs }) => [
    needs[0] ? mul(dy, perChannel(scale, x)) : null,
    needs[1] ? sum(mul(dy, x), otherAxes(x)) : null,
    needs[2] ? sum(dy, otherAxes(x)) : null,
  ],
  reads: [0, 1],
});

/** `x · scale + shift` with one scale and one shift per channel: `x` `[N, C, …]`, `scale` and `shift` `[C]`. */
export function channelAffine(x: Tensor, scale: Tensor, shift: Tensor): Tensor {
  checkChannels('channelAffine', x, scale, shift);
  return affineOp([x, scale, shift]);
}

/** Values of the forward pass that `channelNormGradient` needs: `x` `[N, C, …]`, the others `[C]`. */
export interface ChannelNorm {
  readonly x: Tensor;
  readonly mean: Tensor;
  readonly inverseDeviation: Tensor;
  readonly scale: Tensor;
}

/**
 * The backward pass of batch normalisation and similar norms. With `Î = (x − mean) · inverseDeviation`: `dx = scale ·
 * (dy − mean(dy) − Î · mean(dy · Î))`, `sum = Σ dy`, `product = Σ dy · Î`.
 *
 * It is not recorded and has no gradient itself. Use it in the `backward` of an op. For `createGraph`, write the norm
 * with other operations.
 *
 * @throws ShapeError; GradientError if the tape would record it
 */
export function channelNormGradient(
  dy: Tensor,
  { x, mean, inverseDeviation, scale }: ChannelNorm,
): { readonly dx: Tensor; readonly sum: Tensor; readonly product: Tensor } {
  const channels = checkChannels('channelNormGradient', x, mean, inverseDeviation, scale);
  if (!sameShape(dy.shape, x.shape))
    throw new ShapeError('channelNormGradient', formatShape(x.shape), formatShape(dy.shape));
  const operands = [dy, x, mean, inverseDeviation, scale];
  if (isRecording() && operands.some(({ requiresGrad }) => requiresGrad)) {
    throw new GradientError('channelNormGradient', 'one differentiation', 'a second one, which it does not support');
  }
  const { backend, dtype } = common('channelNormGradient', operands);
  const [dx, sums, products] = backend.kernels.channelNormGradient({
    dy: dy.operand,
    x: x.operand,
    mean: mean.operand,
    inverseDeviation: inverseDeviation.operand,
    scale: scale.operand,
  });
  return {
    dx: wrap(backend, dx, dtype, x.shape),
    sum: wrap(backend, sums, dtype, [channels]),
    product: wrap(backend, products, dtype, [channels]),
  };
}

function channelsOf(who: string, x: Tensor): number {
  if (x.rank < 2) throw new ShapeError(who, '[N, C, …]', formatShape(x.shape));
  return x.shape[1]!;
}

function checkChannels(who: string, x: Tensor, ...vectors: readonly Tensor[]): number {
  const channels = channelsOf(who, x);
  const wrong = vectors.find((vector) => sizeOf(vector.shape) !== channels || vector.rank !== 1);
  if (wrong) throw new ShapeError(who, `one value for each of ${channels} channels`, formatShape(wrong.shape));
  return channels;
}
