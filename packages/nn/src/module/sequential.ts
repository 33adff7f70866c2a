import type { Tensor } from '@spikegrad/core';
import { Composite, type ForwardPart } from './composite.js';
import type { Module } from './module.js';

/**
 * Applies modules in order, as `torch.nn.Sequential`: the output of each is the input of the next.
 *
 * @example
 * const model = new Sequential(new Linear(4, 8), new LIF(), new Linear(8, 2));
 */
export class Sequential extends Composite {
  readonly layers: readonly Module[];

  constructor(...layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  protected override run(x: Tensor, pass: ForwardPart): Tensor {
    return this.chain(this.layers, x, pass);
  }
}
