import type { Tensor } from '@spikegrad/core';

/** What a neuron knows when its trace moves on. */
export interface TraceInput {
  /** The spikes it sends, after dropout. */
  readonly spike: Tensor;
  /** The membrane before reset, and the threshold it met. */
  readonly membrane: Tensor;
  readonly threshold: Tensor;
  /** The membrane after reset. */
  readonly membraneAfterReset: Tensor;
  /** λ = 1 − 1/τ of the neuron. */
  readonly leak: number;
}

/** What a trace comes to at a step. */
export interface TraceState {
  /** What replaces the spikes in weight gradients. */
  readonly activity: Tensor;
  /** What else the rule has to know a step later. */
  readonly extra?: Tensor;
}

/**
 * How the past of a neuron is summed up for the weight gradients of the synapses it feeds. A learning rule brings it; neurons
 * keep it. Runs off the tape.
 */
export interface Trace {
  /** @param before what the step before came to; `null` at the first step */
  next(before: TraceState | null, input: TraceInput): TraceState;
}
