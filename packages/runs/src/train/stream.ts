import {
  type Batch,
  type Dataset,
  isStored,
  type PartPreparation,
  type SamplingOptions,
  preparationOf,
} from '@spikegrad/data';
import { BatchWorkers } from '@spikegrad/data/workers';
import {
  Group,
  oneByOne,
  passesOf,
  type Position,
  type RunConfig,
  type TestConfig,
  testPass,
} from '@spikegrad/trainer';

/**
 * Training batches, one pass after the other, from any position: on several ranks, the part of this one of each. They
 * depend on seed and position only.
 */
export const stream = (
  dataset: Dataset,
  config: RunConfig,
  from: Position,
  { world: part } = new Group(),
): AsyncGenerator<Batch> =>
  madeAhead(
    dataset,
    preparationOf(config, 'train'),
    shared(passesOf(dataset, config, from), { part }),
    config.data.workers,
  );

/**
 * Test batches: on several ranks, those of this one. Workers are used for samples that must be read and decoded. Samples in memory are only normalised,
 * which takes less time than starting a thread.
 */
export const testStream = (
  dataset: Dataset,
  config: TestConfig,
  { world: every } = new Group(),
): AsyncGenerator<Batch> =>
  madeAhead(
    dataset,
    preparationOf(config, 'test'),
    shared([testPass(config)], { every }),
    isStored(dataset) ? config.data.workers : 0,
  );

/** The same passes, of which this process makes a share. */
function* shared(
  passes: Iterable<SamplingOptions>,
  share: Pick<SamplingOptions, 'part' | 'every'>,
): Generator<SamplingOptions> {
  for (const pass of passes) yield { ...pass, ...share };
}

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
