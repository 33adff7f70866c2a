import { elementwise, ValueError, type Tensor } from '@spikegrad/core';
import { State } from '@spikegrad/nn';
import { LIF, type LIFOptions } from './lif.js';

/** @see AdaptiveLIF */
export interface AdaptiveLIFOptions extends LIFOptions {
  /** β, how much higher the threshold is after a spike, at least 0. @defaultValue `0.2` */
  readonly adaptation?: number;
  /** Time constant of the adaptation in steps, at least 1. @defaultValue `4` */
  readonly adaptationTau?: number;
}

const adapt = elementwise('adaptation', ['raise', 'spike'], ['leak', 'step'], ({ raise, spike, leak, step }) =>
  leak.mul(raise).add(step.mul(spike)),
);

/**
 * LIF with an adaptive threshold, which rises with each of its spikes and decays: it fires at `θ[t] + a[t]`, where θ is
 * that of `threshold` and `a[t+1] = (1 − 1/τₐ) a[t] + β s[t]`, 0 at first. The soft reset subtracts the raised
 * threshold. Through time, gradients flow through `a`.
 *
 * The defaults of β and τₐ are neither from the paper below nor measured. They are small enough for sequences of a few
 * steps; try your own.
 *
 * @example
 * const neuron = new AdaptiveLIF({ adaptation: 0.5, adaptationTau: 10 });
 * @see Bellec et al., A solution to the learning dilemma for recurrent networks of spiking neurons (Nature Communications 2020)
 */
export class AdaptiveLIF extends LIF {
  readonly adaptation: number;
  readonly adaptationTau: number;
  /** `a` of the next step. */
  private readonly raised = new State();

  constructor({ adaptation = 0.2, adaptationTau = 4, ...options }: AdaptiveLIFOptions = {}) {
    super(options);
    if (!(adaptation >= 0 && Number.isFinite(adaptation)))
      throw new ValueError('AdaptiveLIF', 'an adaptation of at least 0', String(adaptation));
    if (!(adaptationTau >= 1))
      throw new ValueError('AdaptiveLIF', 'a time constant of adaptation of at least 1 step', String(adaptationTau));
    this.adaptation = adaptation;
    this.adaptationTau = adaptationTau;
  }

  protected override get thresholdIncrease(): Tensor | null {
    return this.raised.value;
  }

  protected override afterFiring(spike: Tensor): void {
    const { value } = this.raised;
    this.raised.value = value
      ? adapt({ raise: value, spike }, { leak: 1 - 1 / this.adaptationTau, step: this.adaptation })
      : spike.mul(this.adaptation);
  }
}
