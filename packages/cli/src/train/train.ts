import { SpikegradError, ValueError } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';
import { readCifar10, type ImageDataset } from '@spikegrad/data';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../config/schema.js';
import { filesOf } from '../datasets/filesOf.js';
import { estimate, type Estimate } from './interval.js';
import { learn, type Iteration } from './learn.js';
import { formatLayers, meanOf, percent, warningsOf } from './layers.js';
import { RunFolder } from './runFolder.js';
import type { Terminal } from '../terminal/terminal.js';
import { countRight } from './test.js';

/** Iterations that running figures average over. */
const window = 20;

/** A run whose loss is no number any more. */
export class DivergedError extends SpikegradError {}

/**
 * Trains, tests, and writes the run down. When `signal` stops it, weights and picture of what was learned are written without a test.
 *
 * @returns the accuracy on the test images, or `null` for a run that was stopped
 * @throws DivergedError, FileError, FormatError, ValueError
 */
export async function train(
  config: RunConfig,
  out: string,
  terminal: Terminal,
  signal: AbortSignal = new AbortController().signal,
): Promise<Estimate | null> {
  const { train: trainFiles, test: testFiles } = await filesOf(config.data);
  const [training, testing] = await Promise.all([readCifar10(trainFiles), readCifar10(testFiles)]);
  if (config.batchSize > training.count) {
    throw new ValueError('batchSize', `at most the ${training.count} training images`, String(config.batchSize));
  }
  const classes = training.classes.length;
  const model = buildNetwork(config, { classes, channels: training.channels });
  const folder = await RunFolder.create(out, config);
  try {
    introduce(model, training, config, terminal);
    const history = await learnAll(model, training, config, folder, terminal, signal);
    const result = signal.aborted ? null : await testAll(model, testing, config, terminal);
    if (result) await folder.test(result);
    await folder.finish(model, history, titleOf(config));
    if (result) conclude(result, 1 / classes, terminal);
    terminal.emit({ event: 'end', ...result, folder: folder.path, iterations: history.length });
    terminal.say(`written to ${folder.path}: config.json, metrics.jsonl, model.safetensors, curves.svg`);
    return result;
  } finally {
    await folder.close();
  }
}

const titleOf = ({ model, norm, neuron, rule, steps, seed }: RunConfig): string =>
  `${model.name} × ${model.width}, ${norm.name} + ${neuron.threshold.name}, ${rule.name}, T = ${steps}, seed ${seed}`;

function introduce(model: Module, training: ImageDataset, config: RunConfig, { say, emit }: Terminal): void {
  const parameters = model.parameters().reduce((total, { size }) => total + size, 0);
  say(`${titleOf(config)}: ${parameters.toLocaleString('en-US')} parameters`);
  say(`${config.iterations} batches of ${config.batchSize} out of ${training.count} images`);
  emit({ event: 'start', parameters, images: training.count, config });
}

async function learnAll(
  model: Module,
  training: ImageDataset,
  config: RunConfig,
  folder: RunFolder,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly Iteration[]> {
  const history: Iteration[] = [];
  const progress = terminal.progress('training', config.iterations);
  const begin = performance.now();
  for await (const iteration of learn(model, training, config)) {
    history.push(iteration);
    await folder.iteration(iteration);
    terminal.emit({ event: 'iteration', ...iteration });
    const recent = history.slice(-window);
    const [loss, accuracy] = [meanOf(recent.map((each) => each.loss)), meanOf(recent.map((each) => each.accuracy))];
    const speed = (history.length * config.batchSize) / ((performance.now() - begin) / 1000);
    progress.update(
      history.length,
      `loss ${loss.toFixed(3)}  accuracy ${percent(accuracy)}  ${speed.toFixed(1)} images/s`,
    );
    if (!Number.isFinite(iteration.loss)) {
      progress.stop();
      const advice = 'try a lower learning rate';
      throw new DivergedError(
        `iteration ${history.length}`,
        `a loss that is a number (${advice})`,
        String(iteration.loss),
      );
    }
    if (signal.aborted) break;
  }
  progress.stop();
  if (signal.aborted) terminal.warn(`stopped after ${history.length} of ${config.iterations} batches; not tested`);
  const { layers } = history.at(-1)!;
  terminal.say(`trained in ${seconds(begin)}; the last batch, step by step:\n${formatLayers(layers)}`);
  for (const warning of warningsOf(layers)) terminal.warn(warning);
  return history;
}

async function testAll(
  model: Module,
  testing: ImageDataset,
  config: RunConfig,
  terminal: Terminal,
): Promise<Estimate & { images: number }> {
  const progress = terminal.progress('testing', testing.count);
  const right = await countRight(model, testing, config, (seen, hits) =>
    progress.update(seen, `accuracy ${percent(hits / seen)}`),
  );
  progress.stop();
  return { images: testing.count, ...estimate(right, testing.count) };
}

function conclude(result: Estimate & { images: number }, chance: number, { say }: Terminal): void {
  const interval = `95 % interval ${percent(result.low)} to ${percent(result.high)}`;
  say(
    `test accuracy ${percent(result.share)} on ${result.images} unseen images (${interval}; chance ${percent(chance)})`,
  );
}

const seconds = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
