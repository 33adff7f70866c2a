import { channelNormGradient, defineOp, elementwise, type Tensor } from '@spikegrad/core';
import { normalised, type Transformation } from './channelMap.js';

/** How one training step is normalised; all `[C]`. */
export interface Renormalisation {
  /** What the value is normalised with. */
  readonly value: Transformation;
  /** The step's own statistics, which the gradient takes into account. */
  readonly own: Transformation;
  /** What the gradient is scaled with. */
  readonly slope: Tensor;
  /** r of `Î r + d`, which γ scales; `null` for 1. */
  readonly ratio: Tensor | null;
  /** d of `Î r + d`; `null` for 0. */
  readonly shift: Tensor | null;
}

/**
 * A channel norm whose value may be normalised otherwise than by the step's own `μ, σ`, and whose gradient is batch
 * normalisation's all the same, rescaled: `dI = γ · slope · (dy − mean(dy) − Î · mean(dy · Î))`, `dγ = r Σ dy Î + d Σ dy`.
 */
export const renormalise = defineOp<[x: Tensor, gamma: Tensor, beta: Tensor], Renormalisation>('renormalise', {
  forward: ([x, gamma, beta], { value }) => normalised(x, { gamma, beta, ...value }),
  backward: (dy, { inputs: [x, gamma], options: { own, slope, ratio, shift } }) => {
    const statistics = { mean: own.centre, inverseDeviation: own.inverse, scale: gamma.mul(slope) };
    const { dx, sum, product } = channelNormGradient(dy, { x, ...statistics });
    const scaled = ratio ? product.mul(ratio) : product;
    return [dx, shift ? scaled.add(sum.mul(shift)) : scaled, sum];
  },
  reads: [0, 1],
});

/** Batch normalisation: value and gradient by the step's own statistics. */
export const byBatchStatistics = (own: Transformation): Renormalisation => ({
  value: own,
  own,
  slope: own.inverse,
  ratio: null,
  shift: null,
});

/** From a step's own statistics to the running ones: `r = σ/σ̂` and `d = (μ − μ̂)/σ̂`. */
export const ratioAndShift = elementwise('ratio and shift', ['centre', 'inverse', 'mean', 'running'], [], (leaves) => {
  const { centre, inverse, mean, running } = leaves;
  return { ratio: running.div(inverse), shift: centre.sub(mean).mul(running) };
});
