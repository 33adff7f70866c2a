import type { Tensor } from '@spikegrad/core';
import { Temporal } from './temporal.js';

/**
 * The firing threshold of a layer. It is computed once per step, after charging and before firing. No gradient flows
 * through it, so it has no parameters.
 */
export abstract class Threshold extends Temporal {
  /** θ₀, the initial threshold. */
  abstract readonly initial: number;

  /** θ for the membranes `u` of a layer, as a tensor that broadcasts to them. */
  abstract at(u: Tensor): Tensor;

  override forward(u: Tensor): Tensor {
    return this.at(u);
  }
}
