import { Composite, type Module, type ForwardPart, type Signal } from '@spikegrad/nn';

/** The usual layer of a spiking network: synapse → norm → neuron. */
export class SpikingLayer extends Composite {
  readonly synapse: Module;
  readonly norm: Module;
  readonly neuron: Module;

  constructor(synapse: Module, norm: Module, neuron: Module) {
    super();
    this.synapse = synapse;
    this.norm = norm;
    this.neuron = neuron;
  }

  protected override run(x: Signal, pass: ForwardPart): Signal {
    return this.chain([this.synapse, this.norm, this.neuron], x, pass);
  }
}
