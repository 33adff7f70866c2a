import { type Batch, type Dataset, preparationOf } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import { Group } from '../loop/group.js';
import { codingOf } from '../loop/coding.js';
import { inputsOf } from '../loop/inputs.js';
import { estimate, type TestResult } from '../loop/interval.js';
import { oneByOne, testPass } from '../loop/passes.js';
import { predictions, type Prediction } from '../loop/predictions.js';
import type { RunConfig } from '../schema/sections.js';

/** The fields of a config that a test depends on. */
export type TestConfig = Pick<RunConfig, 'steps' | 'batchSize' | 'data' | 'seed'>;

/** Test batches, each made when it is requested. */
const testBatches = (dataset: Dataset, config: TestConfig): AsyncIterable<Batch> =>
  oneByOne(dataset, preparationOf(config, 'test'), [testPass(config)]);

/** The predictions of a model for the samples of a set, one batch after the other, in the order of the set. */
export const predictionsOf = (
  model: Module,
  dataset: Dataset,
  config: TestConfig,
  batches = testBatches(dataset, config),
  group = new Group(),
): AsyncGenerator<Prediction> =>
  predictions(model, batches, {
    group,
    inputsOf: (image, batch) => {
      const coding = codingOf({ coding: config.data.coding, seed: config.seed }, 'test', batch);
      return inputsOf(image, { steps: config.steps, coding });
    },
  });

/**
 * Tests a model on every sample of a set.
 *
 * @param each called with every batch, and the numbers of samples and correct predictions so far
 * @param batches the batches of the set, in its order; on several ranks those of this one. @defaultValue made one by one
 * @param group the processes that share the batches
 */
export async function testOn(
  model: Module,
  dataset: Dataset,
  config: TestConfig,
  each: (prediction: Prediction, seen: number, right: number) => void = () => undefined,
  batches = testBatches(dataset, config),
  group = new Group(),
): Promise<TestResult> {
  let [seen, right] = [0, 0];
  for await (const prediction of predictionsOf(model, dataset, config, batches, group)) {
    seen += prediction.predicted.length;
    right += prediction.right;
    each(prediction, seen, right);
  }
  return { images: dataset.count, ...estimate(right, dataset.count) };
}
