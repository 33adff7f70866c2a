import type { Epoch } from './epoch.js';
import type { LayerActivity } from './layers.js';
import type { Position } from './passes.js';

/** Sums over the samples of the current epoch. */
export interface EpochSums {
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** The progress of a training, as plain data. Together with the state of the learner it is enough to resume. */
export interface Progress {
  /** The position of the next batch. */
  readonly position: Position;
  /** Iterations so far. */
  readonly iteration: number;
  /** The finished epochs. */
  readonly epochs: readonly Epoch[];
  readonly sums: EpochSums;
  readonly learningRate: number;
  /** Of the last iteration. */
  readonly layers: readonly LayerActivity[];
}
