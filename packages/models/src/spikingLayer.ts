import type { Tensor } from '@spikegrad/core';
import { Module } from '@spikegrad/nn';

/** synapse → norm → neuron: the layer that spiking networks repeat. */
export class SpikingLayer extends Module {
  readonly synapse: Module;
  readonly norm: Module;
  readonly neuron: Module;

  constructor(synapse: Module, norm: Module, neuron: Module) {
    super();
    this.synapse = synapse;
    this.norm = norm;
    this.neuron = neuron;
  }

  override forward(x: Tensor): Tensor {
    return this.neuron.forward(this.norm.forward(this.synapse.forward(x)));
  }

  override forwardSequence(x: Tensor): Tensor {
    return this.neuron.forwardSequence(this.norm.forwardSequence(this.synapse.forwardSequence(x)));
  }
}
