import type { Tensor } from '@spikegrad/core';
import { Temporal } from './temporal.js';

/** What fires when: asked once a step, after charging and before firing. No gradient flows through it, so it holds no parameters. */
export abstract class Threshold extends Temporal {
  /** θ₀, the threshold before anything is known. */
  abstract readonly initial: number;

  /** θ for membranes `u` of a whole layer, as a tensor that broadcasts to them. */
  abstract at(u: Tensor): Tensor;

  override forward(u: Tensor): Tensor {
    return this.at(u);
  }
}
