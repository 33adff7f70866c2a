import { scope } from '@spikegrad/core';
import { batches, type ImageDataset } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { RunConfig } from '../config/schema.js';
import type { Terminal } from '../terminal/terminal.js';
import { estimate, type Estimate } from './interval.js';
import { percent } from './layers.js';

/** What a model was found to be worth on a set of images. */
export type TestResult = Estimate & { readonly images: number };

/** What a model says of one batch. */
interface Told {
  readonly predicted: ArrayLike<number>;
  readonly right: number;
}

/** The classes that a model tells the images of a set to be of, batch by batch, in the order of the set. */
export async function* tell(
  model: Module,
  dataset: ImageDataset,
  { steps, batchSize: size }: Pick<RunConfig, 'steps' | 'batchSize'>,
): AsyncGenerator<Told> {
  for await (const { image, indices } of batches(dataset, { size, shuffle: false })) {
    const classes = scope(() => predict(model, steps, () => model.forward(image)).argmax(1));
    const predicted = await classes.data();
    classes.dispose();
    const right = indices.reduce((sum, index, i) => sum + Number(predicted[i] === dataset.labels[index]), 0);
    yield { predicted, right };
  }
}

/** Tests a model on every image of a set, with progress. @param each called with every batch */
export async function testAll(
  model: Module,
  dataset: ImageDataset,
  config: Pick<RunConfig, 'steps' | 'batchSize'>,
  terminal: Terminal,
  each: (told: Told) => void = () => undefined,
): Promise<TestResult> {
  const progress = terminal.progress('testing', dataset.count);
  let [seen, right] = [0, 0];
  try {
    for await (const told of tell(model, dataset, config)) {
      seen += told.predicted.length;
      right += told.right;
      each(told);
      progress.update(seen, `accuracy ${percent(right / seen)}`);
    }
  } finally {
    progress.stop();
  }
  return { images: dataset.count, ...estimate(right, dataset.count) };
}

/** Says what a test has shown. */
export function conclude({ share, low, high, images }: TestResult, classes: number, { say }: Terminal): void {
  const interval = `95 % interval ${percent(low)} to ${percent(high)}`;
  say(`test accuracy ${percent(share)} on ${images} unseen images (${interval}; chance ${percent(1 / classes)})`);
}
