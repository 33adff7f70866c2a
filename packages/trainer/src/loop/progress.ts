import type { Epoch } from './epoch.js';
import type { LayerActivity } from './layers.js';
import type { Position } from './passes.js';

/** Sums over the samples of the epoch that is going on. */
export interface EpochSums {
  readonly samples: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** How far a training is, in plain data. With the state of the learner it is all that a later session needs to continue. */
export interface Progress {
  /** Where the next batch lies. */
  readonly position: Position;
  /** Iterations so far. */
  readonly iteration: number;
  /** The epochs that have ended. */
  readonly epochs: readonly Epoch[];
  readonly sums: EpochSums;
  readonly learningRate: number;
  /** Of the last iteration. */
  readonly layers: readonly LayerActivity[];
}
