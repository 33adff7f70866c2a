import {
  type Batch,
  type Dataset,
  isStored,
  type PartPreparation,
  type SamplingOptions,
  preparationOf,
} from '@spikegrad/data';
import { BatchWorkers } from '@spikegrad/data/workers';
import { oneByOne, passesOf, type Position, type RunConfig, type TestConfig, testPass } from '@spikegrad/trainer';

/** Training batches, one pass after the other, from any position. They depend on seed and position only. */
export const stream = (dataset: Dataset, config: RunConfig, from: Position): AsyncGenerator<Batch> =>
  madeAhead(dataset, preparationOf(config, 'train'), passesOf(dataset, config, from), config.data.workers);

/**
 * Test batches. Workers are used for samples that must be read and decoded. Samples in memory are only normalised,
 * which takes less time than starting a thread.
 */
export const testStream = (dataset: Dataset, config: TestConfig): AsyncGenerator<Batch> =>
  madeAhead(dataset, preparationOf(config, 'test'), [testPass(config)], isStored(dataset) ? config.data.workers : 0);

async function* madeAhead(
  dataset: Dataset,
  preparation: PartPreparation,
  passes: Iterable<SamplingOptions>,
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
