import { scope } from '@spikegrad/core';
import { type Batch, type Dataset, preparationOf } from '@spikegrad/data';
import { Monitor, type Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import { buildCoding } from '../build/coding.js';
import { hasFrames } from '../build/hasFrames.js';
import type { RunConfig } from '../schema/sections.js';
import { estimate, type Estimate } from './interval.js';
import { layersOf, type LayerActivity } from './layers.js';
import { oneByOne, testPass } from './passes.js';

/** What a model was found to be worth on a set of images. */
export type TestResult = Estimate & { readonly images: number };

/** What a model says of one batch. */
export interface Told {
  readonly predicted: ArrayLike<number>;
  readonly right: number;
  /** What every layer of neurons did, of the first batch alone. */
  readonly layers?: readonly LayerActivity[];
}

/** What of a config a test depends on. */
export type TestConfig = Pick<RunConfig, 'steps' | 'batchSize' | 'data' | 'seed'>;

/** Batches to test on, each made when it is asked for. */
const testBatches = (dataset: Dataset, config: TestConfig): AsyncIterable<Batch> =>
  oneByOne(dataset, preparationOf(config, 'test'), [testPass(config)]);

/** The classes that a model tells the samples of a set to be of, batch by batch, in the order of the set. */
export async function* tell(
  model: Module,
  dataset: Dataset,
  config: TestConfig,
  batches = testBatches(dataset, config),
): AsyncGenerator<Told> {
  const { steps } = config;
  let batch = 0;
  for await (const { image, indices } of batches) {
    const monitor = batch === 0 ? new Monitor(model) : null;
    const coding = buildCoding(config, 'test', batch++);
    const classes = scope(() =>
      hasFrames(image)
        ? predict(model, image.shape[0]!, (t) => model.forward(image.select(0, t)), { monitor }).argmax(1)
        : predict(model, steps, () => model.forward(coding(image)), { monitor }).argmax(1),
    );
    const predicted = await classes.data();
    classes.dispose();
    const right = indices.reduce((sum, index, i) => sum + Number(predicted[i] === dataset.labels[index]), 0);
    yield { predicted, right, ...(monitor && { layers: layersOf(await monitor.read()) }) };
  }
}

/**
 * Tests a model on every sample of a set.
 *
 * @param each called with every batch, and how many samples were seen and told right so far
 * @param batches the set's, in its order; made one by one unless given
 */
export async function testOn(
  model: Module,
  dataset: Dataset,
  config: TestConfig,
  each: (told: Told, seen: number, right: number) => void = () => undefined,
  batches = testBatches(dataset, config),
): Promise<TestResult> {
  let [seen, right] = [0, 0];
  for await (const told of tell(model, dataset, config, batches)) {
    seen += told.predicted.length;
    right += told.right;
    each(told, seen, right);
  }
  return { images: dataset.count, ...estimate(right, dataset.count) };
}
