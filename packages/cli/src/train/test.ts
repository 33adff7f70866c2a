import type { Dataset } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import type { Terminal } from '../terminal/terminal.js';
import { percent } from './layers.js';
import { testStream } from './stream.js';
import { testOn, type TestConfig, type TestResult, type Told } from './tell.js';

/** Tests a model on every image of a set, with progress. @param each called with every batch */
export async function testAll(
  model: Module,
  dataset: Dataset,
  config: TestConfig,
  terminal: Terminal,
  each: (told: Told) => void = () => undefined,
): Promise<TestResult> {
  const progress = terminal.progress('testing', dataset.count);
  try {
    const tell = (told: Told, seen: number, right: number): void => {
      each(told);
      progress.update(seen, `accuracy ${percent(right / seen)}`);
    };
    return await testOn(model, dataset, config, tell, testStream(dataset, config));
  } finally {
    progress.stop();
  }
}

/** Says what a test has shown. */
export function conclude({ share, low, high, images }: TestResult, classes: number, { say }: Terminal): void {
  const interval = `95 % interval ${percent(low)} to ${percent(high)}`;
  say(`test accuracy ${percent(share)} on ${images} unseen images (${interval}; chance ${percent(1 / classes)})`);
}
