import { full, ValueError, type CreateOptions, type Tensor } from '@spikegrad/core';
import { Parameter } from '@spikegrad/nn';
import { Neuron, type NeuronOptions } from './neuron.js';

/** @see ParametricLIF */
export interface ParametricLIFOptions extends NeuronOptions, Pick<CreateOptions, 'backend' | 'dtype'> {
  /** First time constant in steps, above 1. @defaultValue `2` */
  readonly tau?: number;
}

/**
 * Leaky integrate-and-fire with a learned time constant: `1/τ = σ(w)`, one `w` per layer, so `λ = σ(−w)`.
 *
 * @see Fang et al., Incorporating Learnable Membrane Time Constant (ICCV 2021)
 */
export class ParametricLIF extends Neuron {
  /** `w`, a scalar. */
  readonly weight: Parameter;

  constructor({ tau = 2, backend, dtype, ...options }: ParametricLIFOptions = {}) {
    super(options);
    if (!(tau > 1 && Number.isFinite(tau)))
      throw new ValueError('ParametricLIF', 'a time constant above 1 step', String(tau));
    this.weight = new Parameter(full([], -Math.log(tau - 1), { ...(backend && { backend }), ...(dtype && { dtype }) }));
  }

  override leakOf(): Tensor {
    return this.weight.neg().sigmoid();
  }
}
