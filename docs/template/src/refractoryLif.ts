import { ValueError, type Tensor } from '@spikegrad/core';
import { State } from '@spikegrad/nn';
import { LIF, type LIFOptions } from '@spikegrad/neurons';

/** @see RefractoryLIF */
export interface RefractoryLIFOptions extends LIFOptions {
  /** How much higher the threshold is one step after a spike, at least 0. @defaultValue `1` */
  readonly refractoriness?: number;
}

/** LIF whose threshold is higher for one step after each of its own spikes: it fires at `θ + r s[t−1]`. */
export class RefractoryLIF extends LIF {
  readonly refractoriness: number;
  /** `r s[t−1]`; empty at the first step. */
  private readonly increase = new State();

  constructor({ refractoriness = 1, ...options }: RefractoryLIFOptions = {}) {
    super(options);
    if (!(refractoriness >= 0))
      throw new ValueError('RefractoryLIF', 'a refractoriness of at least 0', String(refractoriness));
    this.refractoriness = refractoriness;
  }

  protected override get thresholdIncrease(): Tensor | null {
    return this.increase.value;
  }

  protected override afterFiring(spike: Tensor): void {
    this.increase.value = spike.mul(this.refractoriness);
  }
}
