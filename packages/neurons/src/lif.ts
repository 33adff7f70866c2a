import { ValueError } from '@spikegrad/core';
import { Neuron, type NeuronOptions } from './neuron.js';

/** @see LIF */
export interface LIFOptions extends NeuronOptions {
  /** Membrane time constant in steps, at least 1. @defaultValue `2` */
  readonly tau?: number;
}

/**
 * Leaky integrate-and-fire: `u = (1 − 1/τ) v + x`, `s = [u ≥ θ]`, reset.
 *
 * @example
 * const neuron = new LIF({ tau: 2, reset: 'hard' });
 * @see ICLR 2024, Eq. 2–4
 */
export class LIF extends Neuron {
  readonly tau: number;

  constructor({ tau = 2, ...options }: LIFOptions = {}) {
    super(options);
    if (!(tau >= 1)) throw new ValueError('LIF', 'a time constant of at least 1 step', String(tau));
    this.tau = tau;
  }

  override leakOf(): number {
    return 1 - 1 / this.tau;
  }
}
