import type { Tensor } from '@spikegrad/core';
import { Module } from './module.js';

/** Modules one after the other. */
export class Sequential extends Module {
  readonly layers: readonly Module[];

  constructor(...layers: readonly Module[]) {
    super();
    this.layers = layers;
  }

  override forward(x: Tensor): Tensor {
    return this.layers.reduce((signal, layer) => layer.forward(signal), x);
  }

  override forwardSequence(x: Tensor): Tensor {
    return this.layers.reduce((signal, layer) => layer.forwardSequence(signal), x);
  }
}
