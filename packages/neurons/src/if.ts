import { Neuron } from './neuron.js';

/** Integrate-and-fire: nothing leaks, `u = v + x`. */
export class IF extends Neuron {
  override leakOf(): number {
    return 1;
  }
}
