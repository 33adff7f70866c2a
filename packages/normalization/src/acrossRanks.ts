import {
  channelAffine,
  elementwise,
  fromData,
  type ChannelNorm,
  type ChannelStatistics,
  type Tensor,
} from '@spikegrad/core';
import type { BatchParts } from '@spikegrad/nn';

/** The parts over which statistics are merged; `null` if they are those of this process. */
export const merging = (parts: BatchParts | null): BatchParts | null => (parts?.sync === 'exact' ? parts : null);

/** The number of elements in the whole batch, from that of this rank. */
export const globalCount = (count: number, parts: BatchParts | null): number =>
  parts ? (count / parts.rows) * parts.total : count;

/** The values of each rank that has samples, in order, and its share of the batch. */
function shares(
  own: Float64Array,
  { world, samples, total }: BatchParts,
): readonly (readonly [Float64Array, number])[] {
  return world
    .gather(own)
    .flatMap((values, rank) => (samples[rank] === 0 ? [] : [[values, samples[rank]! / total] as const]));
}

/** Statistics of groups of values, and the largest value of each group. */
interface Extremes extends ChannelStatistics {
  readonly most?: Tensor;
}

/**
 * Mean and biased variance of all parts together, without the cancellation of `E[x²] − E[x]²`, and the largest values if
 * `most` is given, in one collective. Every rank adds in the order of the ranks, so all have the same bits.
 *
 * @see Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances (1979)
 */
export function mergeStatistics<Own extends Extremes>(own: Own, parts: BatchParts): Own {
  const { mean, variance, most } = own;
  const { size } = mean;
  const fields = most ? [mean, variance, most] : [mean, variance];
  const values = new Float64Array(fields.length * size);
  fields.forEach((field, i) => values.set(field.dataSync(), i * size));
  const all = shares(values, parts);
  const merged = new Float64Array(values.length).fill(-Infinity, 2 * size);
  for (const [each, share] of all) for (let c = 0; c < size; c++) merged[c]! += share * each[c]!;
  for (const [each, share] of all)
    for (let c = 0; c < size; c++) {
      const apart = each[c]! - merged[c]!;
      merged[size + c]! += share * (each[size + c]! + apart * apart);
    }
  for (const [each] of all) for (let i = 2 * size; i < merged.length; i++) merged[i] = Math.max(merged[i]!, each[i]!);
  const part = (i: number): Tensor => like(mean, merged.subarray(i * size, (i + 1) * size));
  return { ...own, mean: part(0), variance: part(1), ...(most && { most: part(2) }) };
}

/** What `channelNormGradient` returned for the samples of this rank. */
interface NormGradient {
  readonly dx: Tensor;
  readonly sum: Tensor;
  readonly product: Tensor;
}

/** `dx + scale (s + Î p)` as one scale and one shift of `x`. */
const correction = elementwise(
  'norm gradient of the whole batch',
  ['s', 'p', 'mean', 'inverseDeviation', 'scale'],
  [],
  ({ s, p, mean, inverseDeviation, scale }) => {
    const slope = scale.mul(p).mul(inverseDeviation);
    return { slope, shift: scale.mul(s).sub(slope.mul(mean)) };
  },
);

/**
 * The gradient of a norm by the statistics of the whole batch. `dx` of one rank has the means of `dy` and `dy · Î` of its
 * own samples; here they become those of all. The sums `Σ dy` and `Σ dy · Î`, of which the gradients of γ and β are
 * made, stay those of this rank: they are added over the ranks once, with all other gradients.
 */
export function mergeNormGradient(
  { dx, sum, product }: NormGradient,
  { x, ...norm }: ChannelNorm,
  parts: BatchParts,
): Tensor {
  const channels = sum.size;
  const own = new Float64Array(2 * channels);
  own.set(sum.dataSync());
  own.set(product.dataSync(), channels);
  const totals = new Float64Array(2 * channels);
  for (const [values] of shares(own, parts)) for (let i = 0; i < totals.length; i++) totals[i]! += values[i]!;
  if (parts.samples[parts.world.rank] === 0) return dx.mul(0); // its sample is not part of the batch
  const count = x.size / channels;
  const whole = globalCount(count, parts);
  const change = own.map((value, i) => value / count - totals[i]! / whole);
  const [s, p] = [like(sum, change.subarray(0, channels)), like(sum, change.subarray(channels))];
  const { slope, shift } = correction({ s, p, ...norm });
  return dx.add(channelAffine(x, slope, shift));
}

const like = ({ backend, dtype, shape }: Tensor, values: Float64Array): Tensor =>
  fromData(values, shape, { backend, dtype });
