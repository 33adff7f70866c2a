import type { Dataset } from '../datasets/dataset.js';
import type { HostBatch } from '../batches/hostBatch.js';
import type { PixelStatistics } from '../transforms/normalise.js';
import type { BatchSamples } from '../batches/plan.js';
import type { EpochSeed } from '../batches/sampleOrder.js';
import type { Recipe } from '../recipes/recipe.js';
import type { SerializedError } from './workerError.js';

/** The data for a new worker. The bytes of the dataset are shared. */
export interface Setup {
  readonly dataset: Dataset;
  readonly recipe: Recipe | undefined;
  readonly normalise: PixelStatistics | null | undefined;
  readonly frames: number | undefined;
}

/** A request for a batch. */
export interface Order {
  readonly id: number;
  readonly samples: BatchSamples;
  readonly pass: EpochSeed;
}

/** A finished batch, with its memory transferred, or an error. */
export type Answer = { readonly id: number } & ({ readonly batch: HostBatch } | { readonly error: SerializedError });
