import type { LayerActivity } from './layers.js';

/** Loss and accuracy on the validation set, with the 95 % interval of the accuracy. */
export interface Validation {
  readonly samples: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  /** Mean over samples and steps. */
  readonly loss: number;
  /** The same with the statistics and thresholds of each batch and step; absent unless requested. */
  readonly dynamic?: Omit<Validation, 'samples' | 'dynamic'>;
}

/** One epoch of training, and the validation after it. */
export interface Epoch {
  /** Counted from 0. */
  readonly epoch: number;
  /** Iterations of the whole training so far, those of this epoch included. */
  readonly iterations: number;
  /** Of the last iteration. */
  readonly learningRate: number;
  /** Mean over the training samples, each before the optimizer step of its batch. */
  readonly loss: number;
  /** Accuracy on the training samples, each before the optimizer step of its batch. */
  readonly accuracy: number;
  /** Firing rates and thresholds of the last batch, per time step; empty without a monitor. */
  readonly layers: readonly LayerActivity[];
  /** `null` without a validation set. */
  readonly validation: Validation | null;
  /** Whether the validation is the best so far; always `false` without a validation set. */
  readonly isBest: boolean;
}
