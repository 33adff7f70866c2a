import type { Tensor } from '@spikegrad/core';

/** What a neuron knows when its trace moves on. */
export interface TraceInput {
  /** The spikes it sends, after dropout. */
  readonly spike: Tensor;
  /** The membrane before reset, and the threshold it met. */
  readonly membrane: Tensor;
  readonly threshold: Tensor;
  /** λ = 1 − 1/τ of the neuron. */
  readonly leak: number;
}

/**
 * How the past of a neuron is summed up for the weight gradients of the synapses it feeds. A learning rule brings it; neurons
 * keep it. Runs off the tape.
 */
export interface Trace {
  next(previous: Tensor | null, input: TraceInput): Tensor;
}
