import { isStored, type Batch, type Dataset, type PassOptions } from '@spikegrad/data';
import { BatchWorkers } from '@spikegrad/data/workers';
import type { RunConfig } from '../config/schema.js';
import type { PartPreparation } from '../pipelines/pipeline.js';
import { preparationOf } from '../pipelines/preparationOf.js';
import { oneByOne, passesOf, testPass, type Position } from './passes.js';
import type { TestConfig } from './tell.js';

/** Batches to train on, one pass after the other, from any place on. What comes depends on seed and place alone. */
export const stream = (dataset: Dataset, config: RunConfig, from: Position): AsyncGenerator<Batch> =>
  madeAhead(dataset, preparationOf(config, 'train'), passesOf(dataset, config, from), config.data.workers);

/**
 * Batches to test on. Workers are for samples that have to be read and decoded; those in memory are but normalised, which takes less than
 * to begin a thread.
 */
export const testStream = (dataset: Dataset, config: TestConfig): AsyncGenerator<Batch> =>
  madeAhead(dataset, preparationOf(config, 'test'), [testPass(config)], isStored(dataset) ? config.data.workers : 0);

async function* madeAhead(
  dataset: Dataset,
  preparation: PartPreparation,
  passes: Iterable<PassOptions>,
  workers: number,
): AsyncGenerator<Batch> {
  if (workers === 0) {
    yield* oneByOne(dataset, preparation, passes);
    return;
  }
  const ahead = new BatchWorkers(dataset, { ...preparation, workers });
  try {
    yield* ahead.batches(passes);
  } finally {
    await ahead.close();
  }
}
