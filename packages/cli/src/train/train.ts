import type { Module } from '@spikegrad/nn';
import { readCifar10, type ImageDataset } from '@spikegrad/data';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../config/schema.js';
import { estimate, type Estimate } from './interval.js';
import { learn, type Iteration } from './learn.js';
import { formatLayers, meanOf, percent, warningsOf } from './layers.js';
import { RunFolder } from './runFolder.js';
import type { Terminal } from './terminal.js';
import { countRight } from './test.js';

/** Iterations that running figures average over. */
const window = 20;

/** Trains, tests, and writes the run down. @returns the accuracy on the test images */
export async function train(config: RunConfig, out: string, terminal: Terminal): Promise<Estimate> {
  const { train: trainFiles, test: testFiles } = config.data;
  const [training, testing] = await Promise.all([readCifar10(trainFiles), readCifar10(testFiles)]);
  const model = buildNetwork(config, { classes: training.classes.length, channels: training.channels });
  const folder = await RunFolder.create(out, config);
  introduce(model, training, config, terminal);
  const history = await learnAll(model, training, config, folder, terminal);
  const result = await testAll(model, testing, config, terminal);
  await folder.test(result);
  await folder.finish(model, history);
  conclude(result, history, folder, terminal);
  return result;
}

function introduce(model: Module, training: ImageDataset, config: RunConfig, { say, emit }: Terminal): void {
  const parameters = model.parameters().reduce((total, { size }) => total + size, 0);
  const { model: network, norm, neuron, rule, steps, batchSize, iterations, seed } = config;
  say(
    `${network.name} × ${network.width}: ${parameters.toLocaleString('en-US')} parameters, ${norm.name} + ${neuron.threshold.name}`,
  );
  say(
    `learning ${rule.name}, T = ${steps}, ${iterations} batches of ${batchSize} of ${training.count} images, seed ${seed}`,
  );
  emit({ event: 'start', parameters, images: training.count, config });
}

async function learnAll(
  model: Module,
  training: ImageDataset,
  config: RunConfig,
  folder: RunFolder,
  terminal: Terminal,
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
  }
  progress.stop();
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

function conclude(
  result: Estimate & { images: number },
  history: readonly Iteration[],
  folder: RunFolder,
  { say, emit }: Terminal,
): void {
  const interval = `95 % interval ${percent(result.low)} to ${percent(result.high)}`;
  say(
    `test accuracy ${percent(result.share)} on ${result.images} images it never saw (${interval}; chance ${percent(1 / 10)})`,
  );
  say(`written to ${folder.path}: config.json, metrics.jsonl, model.safetensors, curves.svg`);
  emit({ event: 'test', ...result, folder: folder.path, iterations: history.length });
}

const seconds = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
