import { channelNormGradient, defineOp, elementwise, type Tensor } from '@spikegrad/core';
import type { BatchParts } from '@spikegrad/nn';
import { mergeNormGradient } from './acrossRanks.js';
import { normalised, type Transformation } from './channelMap.js';

/** Statistics that normalise one training step; all `[C]`. */
export interface Renormalisation {
  /** Statistics for the value. */
  readonly value: Transformation;
  /** The step's own statistics, for the gradient. */
  readonly own: Transformation;
  /** Scale of the gradient. */
  readonly slope: Tensor;
  /** r of `Î r + d`, which γ scales; `null` for 1. */
  readonly ratio: Tensor | null;
  /** d of `Î r + d`; `null` for 0. */
  readonly shift: Tensor | null;
  /** The parts of the batch that the statistics are of; `null` for those of this process. */
  readonly parts: BatchParts | null;
}

/**
 * A channel norm whose value may use other statistics than the step's own `μ, σ`. Its gradient is that of batch
 * normalisation, rescaled: `dI = γ · slope · (dy − mean(dy) − Î · mean(dy · Î))`, `dγ = r Σ dy Î + d Σ dy`.
 */
export const renormalise = defineOp<[x: Tensor, gamma: Tensor, beta: Tensor], Renormalisation>('renormalise', {
  forward: ([x, gamma, beta], { value }) => normalised(x, { gamma, beta, ...value }),
  backward: (dy, { inputs: [x, gamma], options: { own, slope, ratio, shift, parts } }) => {
    const statistics = { mean: own.centre, inverseDeviation: own.inverse, scale: gamma.mul(slope) };
    const gradient = channelNormGradient(dy, { x, ...statistics });
    const { sum, product } = gradient;
    const dx = parts ? mergeNormGradient(gradient, { x, ...statistics }, parts) : gradient.dx;
    const scaled = ratio ? product.mul(ratio) : product;
    return [dx, shift ? scaled.add(sum.mul(shift)) : scaled, sum];
  },
  reads: [0, 1],
});

/** Batch normalisation: value and gradient by the step's own statistics. */
export const byBatchStatistics = (own: Transformation, parts: BatchParts | null): Renormalisation => ({
  value: own,
  own,
  slope: own.inverse,
  ratio: null,
  shift: null,
  parts,
});

/** Converts a step's own statistics to the running ones: `r = σ/σ̂` and `d = (μ − μ̂)/σ̂`. */
export const ratioAndShift = elementwise('ratio and shift', ['centre', 'inverse', 'mean', 'running'], [], (leaves) => {
  const { centre, inverse, mean, running } = leaves;
  return { ratio: running.div(inverse), shift: centre.sub(mean).mul(running) };
});
