import type { Tensor } from '@spikegrad/core';

/** The inputs of a trace's update. */
export interface TraceInput {
  /** The spikes of the neuron, after dropout. */
  readonly spike: Tensor;
  /** The membrane before reset, and the threshold that it was compared with. */
  readonly membrane: Tensor;
  readonly threshold: Tensor;
  /** The membrane after reset. */
  readonly membraneAfterReset: Tensor;
  /** λ = 1 − 1/τ of the neuron. */
  readonly leak: number;
}

/** The result of a trace's update. */
export interface TraceState {
  /** What replaces the spikes in weight gradients. */
  readonly activity: Tensor;
  /** Other state of the rule for the next step. */
  readonly extra?: Tensor;
}

/**
 * A trace of a neuron's past activity, for the weight gradients of the next synapses. A learning rule defines it, and
 * neurons keep its state. It is not recorded.
 */
export interface Trace {
  /** @param before the result of the previous step; `null` at the first step */
  next(before: TraceState | null, input: TraceInput): TraceState;
}
