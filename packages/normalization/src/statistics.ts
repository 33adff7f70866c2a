import { elementwise, type ChannelStatistics, type Tensor } from '@spikegrad/core';

const allTime = elementwise(
  'statistics of all steps',
  ['means', 'variances'],
  ['steps'],
  ({ means, variances, steps }) => {
    const mean = means.div(steps);
    return { mean, variance: variances.div(steps).sub(mean.mul(mean)).maximum(0) };
  },
);

const withinSteps = elementwise(
  'statistics within steps',
  ['means', 'variances'],
  ['steps'],
  ({ means, variances, steps }) => ({
    mean: means.div(steps),
    variance: variances.div(steps),
  }),
);

/**
 * Statistics of a sequence from sums over its steps. Across time, `variances` is `Σ (σ² + μ²)` and the result is the variance of
 * all steps together, `Σ(σ² + μ²)/T − (Σμ/T)²`; else it is `Σ σ²` and the result is the mean variance within a step.
 */
export const combined = (means: Tensor, variances: Tensor, steps: number, acrossTime: boolean): ChannelStatistics =>
  (acrossTime ? allTime : withinSteps)({ means, variances }, { steps });

const move = elementwise('running average', ['old', 'now'], ['rate'], ({ old, now, rate }) =>
  old.add(rate.mul(now.sub(old))),
);

/** `old + (1 − momentum)(now − old)`. */
export const moved = (old: Tensor, now: Tensor, momentum: number): Tensor => move({ old, now }, { rate: 1 - momentum });
