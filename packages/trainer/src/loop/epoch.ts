import type { LayerActivity } from './layers.js';

/** How a model did on the validation set, with the interval that holds its true accuracy with 95 % confidence. */
export interface Validation {
  readonly samples: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  /** Mean over samples and steps. */
  readonly loss: number;
  /** The same with the statistics and thresholds of each batch and step; absent where it was not asked for. */
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
  /** Mean over the training samples, each before the move of its batch. */
  readonly loss: number;
  /** Of the training samples, each before the move of its batch. */
  readonly accuracy: number;
  /** Firing rates and thresholds of the last batch, step by step; empty without a monitor. */
  readonly layers: readonly LayerActivity[];
  /** `null` without a validation set. */
  readonly validation: Validation | null;
  /** Whether the validation is the best so far; always `false` without a validation set. */
  readonly isBest: boolean;
}
