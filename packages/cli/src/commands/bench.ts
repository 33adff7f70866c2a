import { Command } from 'commander';
import { bench, defaultExercise, drawn, readConfig, supplyOf } from '@spikegrad/runs';
import { limits } from '@spikegrad/trainer';
import {
  beginOnDevice,
  deviceOption,
  jsonOption,
  path,
  stopped,
  threadsOption,
  untilStopped,
  integer,
  type ComputeFlags,
  type End,
} from './command.js';

interface Flags extends ComputeFlags {
  readonly batchSize?: number;
  readonly steps?: number;
  readonly repeat: number;
  readonly warmUp: number;
  readonly profile?: boolean;
  readonly drawn?: boolean;
}

const examples = `
Examples:
  $ spikegrad bench                               the paper's VGG at a quarter of its width
  $ spikegrad bench run.json                      the network of a config on its data, and the share of a step spent waiting for it
  $ spikegrad bench run.json --drawn              on images that are drawn, which needs no data
  $ spikegrad bench run.json --batch-size 128 --steps 6
  $ spikegrad bench --threads 1                   what one thread does
  $ spikegrad bench --device cpu --repeat 3       on the reference backend
  $ spikegrad bench --profile                     where the time goes: every kernel by the shape it is called with
  $ spikegrad bench --json | jq 'select(.event == "end").imagesPerSecond'
  $ spikegrad bench --profile --json | jq 'select(.event == "end").profile.ops[:5]'

One training step is T times forward and backward and one move of the weights. Without a config, and where its data is not there,
images are drawn: how long a step takes depends on how often neurons fire, which is printed, and not on what they see. The batches of
a config are made as in training, by data.workers threads ahead of the step that takes them.

With --profile one more step is counted (calls, bytes of the tensors that go in and come out, inputs of convolutions that are not 0), and
every kernel call of the timed steps is timed. The profile is sorted by time, the bars are in proportion to it, and the last line says what
is spent outside kernels:

        time   share                       calls   MiB in  MiB out    not 0  op
    34.19 ms   4.3 % ████████████████████      4    16.00     0.56   14.7 %  conv2dWeightGradient  64→64, 3×3 at 16×16
    25.95 ms   3.3 % ███████████████▏          4     8.56     8.00   14.7 %  conv2d  64→64, 3×3 at 16×16
`;

/** `spikegrad bench`. */
export const benchCommand = (end: End): Command =>
  new Command('bench')
    .description('time one training step on this machine: speed, memory and firing rates')
    .argument('[config]', "JSON file of a run (default: the paper's VGG at width 0.25)", path)
    .option('--batch-size <number>', 'replaces the batch size of the config', integer(1, limits.batchSize))
    .option('--steps <number>', 'replaces T, the time steps of a training step', integer(1, limits.steps))
    .option('--repeat <number>', 'training steps to time', integer(1), 10)
    .option('--warm-up <number>', 'training steps before that; deep layers need a few until they fire', integer(1), 10)
    .option('--drawn', 'draw images in place of those of the config')
    .option('--profile', 'say where the time goes, op by op')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(
      async (
        file: string | undefined,
        { json, device, threads, repeat, warmUp, profile = false, drawn: drawOnly = false, ...overrides }: Flags,
      ) => {
        const config = { ...(file === undefined ? defaultExercise : await readConfig(file, {})), ...overrides };
        const speaker = await beginOnDevice({ device, threads, json });
        const supply = () => (file === undefined || drawOnly ? drawn(config) : supplyOf(config, speaker));
        const result = await untilStopped(speaker, (signal) =>
          bench(config, supply, { repeat, warmUp, profile }, speaker, signal),
        );
        if (result === null) end(stopped);
      },
    );
