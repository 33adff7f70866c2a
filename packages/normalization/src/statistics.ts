import { elementwise, full, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { State, type Monitor, type Module } from '@spikegrad/nn';

/**
 * What gathers over the steps of a sequence, `[C]` each: `Σ μ`, `Σ σ²`, and `Σ (μ − mean)²` around the mean of the steps so far. A
 * field of a module that is walked like any state.
 */
export type Sums = readonly [means: State, variances: State, spread: State];

export const emptySums = (): Sums => [new State(), new State(), new State()];

const add = elementwise(
  'gather',
  ['mean', 'variance', 'means', 'variances', 'spread'],
  ['oneOfEarlier', 'share'],
  ({ mean, variance, means, variances, spread, oneOfEarlier, share }) => {
    const away = mean.sub(means.mul(oneOfEarlier));
    return {
      means: means.add(mean),
      variances: variances.add(variance),
      spread: spread.add(away.mul(share).mul(away)),
    };
  },
);

/**
 * Adds what one step has, without the cancellation of `E[μ²] − E[μ]²`: the spread of t means is that of the t − 1 before and
 * `(t − 1)/t · (μ − mean before)²`.
 *
 * @param step how many steps there are with this one
 * @see Welford, Note on a Method for Calculating Corrected Sums of Squares and Products (1962)
 */
export function accumulate(sums: Sums, statistics: ChannelStatistics, step: number): void {
  const { shape, backend, dtype } = statistics.mean;
  const nothing = full(shape, 0, { backend, dtype });
  const [means, variances, spread] = sums.map(({ value }) => value ?? nothing) as [Tensor, Tensor, Tensor];
  const earlier = step - 1;
  const scalars = { oneOfEarlier: earlier === 0 ? 0 : 1 / earlier, share: earlier / step };
  const next = add({ ...statistics, means, variances, spread }, scalars);
  [next.means, next.variances, next.spread].forEach((value, i) => (sums[i]!.value = value));
}

/** A sequence as a whole, `[C]` each. The variance of all its steps together is `within + between`. */
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

/** The statistics of `steps` steps; `null` where nothing gathered. */
export function sequenceStatistics(sums: Sums, steps: number): SequenceStatistics | null {
  const [means, variances, spread] = sums.map(({ value }) => value);
  return means && variances && spread ? divide({ means, variances, spread }, { steps }) : null;
}

/** Tells a monitor both terms of the variance, averaged over the channels. */
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
  const away = nowMean.sub(mean);
  const spread = away.mul(away).mul(share.sub(share.mul(share)));
  return {
    mean: mean.add(share.mul(away)),
    variance: variance.add(share.mul(nowVariance.sub(variance))).add(spread),
  };
});

/**
 * Statistics of steps 1 to `step` from those of the steps before and of this one, without the cancellation of `E[x²] − E[x]²`.
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
