import { checkNoOthers, noGrad, type Random, type Tensor } from '@spikegrad/core';
import { Module } from '../module/module.js';

/**
 * Random spikes. Each value is the probability of a spike (below 0 never, above 1 always), drawn at every step, in
 * training and in evaluation. No gradient flows to the input.
 *
 * @example
 * const encoder = new PoissonEncoder({ random: new Random(1) });
 */
export class PoissonEncoder extends Module {
  readonly random: Random;

  constructor({ random, ...others }: { readonly random: Random }) {
    super();
    checkNoOthers('PoissonEncoder', others);
    this.random = random;
  }

  override forward(x: Tensor): Tensor {
    return noGrad(() => this.random.uniform(x.shape, { backend: x.backend, dtype: x.dtype }).less(x));
  }
}
