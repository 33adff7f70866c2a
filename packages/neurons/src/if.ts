import { Neuron } from './neuron.js';

/** Integrate-and-fire without a leak: `u = v + x`. */
export class IF extends Neuron {
  override leakOf(): number {
    return 1;
  }
}
