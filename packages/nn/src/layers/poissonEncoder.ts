import { checkNoOthers, noGrad, type Random, type Tensor } from '@spikegrad/core';
import { Module } from '../module/module.js';

/**
 * Spikes at random: each value is the probability with which it spikes (below 0 it never does, above 1 always), drawn anew at every
 * step, in training and in evaluation. No gradient flows to the input.
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
