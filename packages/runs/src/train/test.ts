import type { Dataset } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import type { Reporter } from '@spikegrad/datasets';
import {
  Group,
  percent,
  type Prediction,
  type RunConfig,
  type TestConfig,
  testOn,
  type TestResult,
  warningsOf,
} from '@spikegrad/trainer';
import { testStream } from './stream.js';

/**
 * Tests a model on all images of a set, with progress. Warns of layers that are silent in the first batch, or have
 * thresholds out of range.
 *
 * @param each called with every batch
 * @param group the processes that share the batches
 */
export async function testAll(
  model: Module,
  dataset: Dataset,
  config: TestConfig & Pick<RunConfig, 'norm'>,
  reporter: Reporter,
  each: (prediction: Prediction) => void = () => undefined,
  group = new Group(),
): Promise<TestResult> {
  const progress = reporter.progress('testing', dataset.count);
  let warnings: readonly string[] = [];
  try {
    const show = (prediction: Prediction, seen: number, right: number): void => {
      each(prediction);
      if (prediction.layers) warnings = warningsOf(prediction.layers, config);
      progress.update(seen, `accuracy ${percent(right / seen)}`);
    };
    return await testOn(model, dataset, config, show, testStream(dataset, config, group), group);
  } finally {
    progress.stop();
    for (const warning of warnings) reporter.warn(`in the test, ${warning}`);
  }
}

/** Prints the result of a test. */
export function conclude(
  { accuracy, low, high, images, dynamic }: TestResult,
  classes: number,
  { say }: Reporter,
): void {
  const interval = `95 % interval ${percent(low)} to ${percent(high)}`;
  say(`test accuracy ${percent(accuracy)} on ${images} unseen images (${interval}; chance ${percent(1 / classes)})`);
  if (dynamic) say(`with the statistics and thresholds of each batch: ${percent(dynamic.accuracy)}`);
}
