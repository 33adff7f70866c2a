import { elementwise, full, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { State, type Monitor, type Module } from '@spikegrad/nn';

/**
 * Sums over the steps of a sequence so far, `[C]` each: `Σ μ`, `Σ σ²`, and `Σ (μ − mean)²` around the mean of these
 * steps. They are fields of a module, so they begin and end with a sequence like every `State`.
 */
export type Sums = readonly [means: State, variances: State, spread: State];

export const emptySums = (): Sums => [new State(), new State(), new State()];

const add = elementwise(
  'accumulate',
  ['mean', 'variance', 'means', 'variances', 'spread'],
  ['inverseEarlier', 'share'],
  ({ mean, variance, means, variances, spread, inverseEarlier, share }) => {
    const difference = mean.sub(means.mul(inverseEarlier));
    return {
      means: means.add(mean),
      variances: variances.add(variance),
      spread: spread.add(difference.mul(share).mul(difference)),
    };
  },
);

/**
 * Adds the statistics of one step. The sum for t means is the sum for the previous t − 1 means plus `(t − 1)/t · (μ −
 * previous mean)²`. This avoids the cancellation of `E[μ²] − E[μ]²`.
 *
 * @param step the number of this step, from 1
 * @see Welford, Note on a Method for Calculating Corrected Sums of Squares and Products (1962)
 */
export function accumulate(sums: Sums, statistics: ChannelStatistics, step: number): void {
  const { shape, backend, dtype } = statistics.mean;
  const nothing = full(shape, 0, { backend, dtype });
  const [means, variances, spread] = sums.map(({ value }) => value ?? nothing) as [Tensor, Tensor, Tensor];
  const earlier = step - 1;
  const scalars = { inverseEarlier: earlier === 0 ? 0 : 1 / earlier, share: earlier / step };
  const next = add({ ...statistics, means, variances, spread }, scalars);
  [next.means, next.variances, next.spread].forEach((value, i) => (sums[i]!.value = value));
}

/** Statistics of a whole sequence, `[C]` each. The variance of all its steps together is `within + between`. */
export interface SequenceStatistics {
  readonly mean: Tensor;
  /** `mean_t σ²[t]`. */
  readonly within: Tensor;
  /** `mean_t (μ[t] − mean)²`, the temporal covariate shift. */
  readonly between: Tensor;
}

const divide = elementwise('over time', ['means', 'variances', 'spread'], ['steps'], (leaves) => {
  const { means, variances, spread, steps } = leaves;
  return { mean: means.div(steps), within: variances.div(steps), between: spread.div(steps) };
});

/** The statistics of `steps` steps; `null` before the first step. */
export function sequenceStatistics(sums: Sums, steps: number): SequenceStatistics | null {
  const [means, variances, spread] = sums.map(({ value }) => value);
  return means && variances && spread ? divide({ means, variances, spread }, { steps }) : null;
}

/** Records both terms of the variance, averaged over the channels, in a monitor. */
export function reportVariances(
  module: Module,
  monitor: Monitor | null,
  { within, between }: SequenceStatistics,
): void {
  monitor?.record(module, 'within', () => within.mean());
  monitor?.record(module, 'between', () => between.mean());
}

const pooled = elementwise('statistics so far', ['mean', 'variance', 'nowMean', 'nowVariance'], ['share'], (leaves) => {
  const { mean, variance, nowMean, nowVariance, share } = leaves;
  const difference = nowMean.sub(mean);
  const spread = difference.mul(difference).mul(share.sub(share.mul(share)));
  return {
    mean: mean.add(share.mul(difference)),
    variance: variance.add(share.mul(nowVariance.sub(variance))).add(spread),
  };
});

/**
 * Statistics of steps 1 to `step` from those of the previous steps and of this one, without the cancellation of `E[x²]
 * − E[x]²`.
 *
 * @see Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances (1979)
 */
export function runningStatistics(
  before: ChannelStatistics | null,
  { mean: nowMean, variance: nowVariance }: ChannelStatistics,
  step: number,
): ChannelStatistics {
  return before
    ? pooled({ ...before, nowMean, nowVariance }, { share: 1 / step })
    : { mean: nowMean, variance: nowVariance };
}

const move = elementwise('running average', ['old', 'now'], ['rate'], ({ old, now, rate }) =>
  old.add(rate.mul(now.sub(old))),
);

/** `old + (1 − momentum)(now − old)`. */
export const exponentialAverage = (old: Tensor, now: Tensor, momentum: number): Tensor =>
  move({ old, now }, { rate: 1 - momentum });
