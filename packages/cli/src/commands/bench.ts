import { Command } from 'commander';
import { bench } from '../bench/bench.js';
import { defaultExercise } from '../bench/exercise.js';
import { readConfig } from '../config/read.js';
import { most } from '../config/schema.js';
import {
  beginOnDevice,
  deviceOption,
  jsonOption,
  stopped,
  threadsOption,
  untilStopped,
  whole,
  type ComputeFlags,
  type End,
} from './command.js';

interface Flags extends ComputeFlags {
  readonly batchSize?: number;
  readonly steps?: number;
  readonly repeat: number;
  readonly warmUp: number;
}

const examples = `
Examples:
  $ spikegrad bench                               the paper's VGG at a quarter of its width
  $ spikegrad bench run.json                      the network of a config; its images are not read
  $ spikegrad bench run.json --batch-size 128 --steps 6
  $ spikegrad bench --threads 1                   what one thread does
  $ spikegrad bench --device cpu --repeat 3       on the reference backend
  $ spikegrad bench --json | jq 'select(.event == "end").imagesPerSecond'

One training step is T times forward and backward and one move of the weights. Images are drawn: how long a step takes depends
on how often neurons fire, which is printed, and not on what they see.
`;

/** `spikegrad bench`. */
export const benchCommand = (end: End): Command =>
  new Command('bench')
    .description('time one training step on this machine: speed, memory and firing rates')
    .argument('[config]', "JSON file of a run (default: the paper's VGG at width 0.25)")
    .option('--batch-size <number>', 'replaces the batch size of the config', whole(1, most.batchSize))
    .option('--steps <number>', 'replaces T, the time steps of a training step', whole(1, most.steps))
    .option('--repeat <number>', 'training steps to time', whole(1), 10)
    .option('--warm-up <number>', 'training steps before that; deep layers need a few until they fire', whole(1), 10)
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string | undefined, { json, device, threads, repeat, warmUp, ...overrides }: Flags) => {
      const config = { ...(file === undefined ? defaultExercise : await readConfig(file, {})), ...overrides };
      const speaker = await beginOnDevice({ device, threads, json });
      const result = await untilStopped(speaker, (signal) => bench(config, { repeat, warmUp }, speaker, signal));
      if (result === null) end(stopped);
    });
