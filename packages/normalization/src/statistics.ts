import { elementwise, full, type ChannelStatistics, type Tensor } from '@spikegrad/core';
import { State, type Monitor, type Module } from '@spikegrad/nn';

/** What gathers over the steps of a sequence, `[C]` each: `Σ μ`, `Σ σ²`, `Σ μ²`. A field of a module that is walked like any state. */
export type Sums = readonly [means: State, variances: State, squares: State];

export const emptySums = (): Sums => [new State(), new State(), new State()];

const add = elementwise('gather', ['mean', 'variance', 'means', 'variances', 'squares'], [], (leaves) => {
  const { mean, variance, means, variances, squares } = leaves;
  return { means: means.add(mean), variances: variances.add(variance), squares: squares.add(mean.mul(mean)) };
});

/** Adds what one step has. */
export function gather(sums: Sums, statistics: ChannelStatistics): void {
  const { shape, backend, dtype } = statistics.mean;
  const nothing = full(shape, 0, { backend, dtype });
  const [means, variances, squares] = sums.map(({ value }) => value ?? nothing) as [Tensor, Tensor, Tensor];
  const next = add({ ...statistics, means, variances, squares });
  [next.means, next.variances, next.squares].forEach((value, i) => (sums[i]!.value = value));
}

/** A sequence as a whole, `[C]` each. The variance of all its steps together is `within + between`. */
export interface OverTime {
  readonly mean: Tensor;
  /** `mean_t σ²[t]`. */
  readonly within: Tensor;
  /** `mean_t μ[t]² − mean²`, the temporal covariate shift. */
  readonly between: Tensor;
}

const divide = elementwise('over time', ['means', 'variances', 'squares'], ['steps'], (leaves) => {
  const { means, variances, squares, steps } = leaves;
  const mean = means.div(steps);
  return { mean, within: variances.div(steps), between: squares.div(steps).sub(mean.mul(mean)).maximum(0) };
});

/** The statistics of `steps` steps; `null` where nothing gathered. */
export function overTime(sums: Sums, steps: number): OverTime | null {
  const [means, variances, squares] = sums.map(({ value }) => value);
  return means && variances && squares ? divide({ means, variances, squares }, { steps }) : null;
}

/** Tells a monitor both terms of the variance, averaged over the channels. */
export function reportVariances(module: Module, monitor: Monitor | null, { within, between }: OverTime): void {
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
export function soFar(
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
export const moved = (old: Tensor, now: Tensor, momentum: number): Tensor => move({ old, now }, { rate: 1 - momentum });
