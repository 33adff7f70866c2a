import type { Tensor } from '@spikegrad/core';
import { Composite, type ForwardPart } from './composite.js';
import type { Module } from './module.js';

/** Modules one after the other. */
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
