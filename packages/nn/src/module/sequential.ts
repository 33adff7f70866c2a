import type { Tensor } from '@spikegrad/core';
import { Composite, type Pass } from './composite.js';
import type { Module } from './module.js';

/** Modules one after the other. */
export class Sequential extends Composite {
  readonly layers: readonly Module[];

  constructor(...layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  protected override run(x: Tensor, pass: Pass): Tensor {
    return this.chain(this.layers, x, pass);
  }
}
