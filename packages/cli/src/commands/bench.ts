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
  $ spikegrad bench run.json                      the network of a config on its data, and the fraction of a step that waits for data
  $ spikegrad bench run.json --drawn              on random images, without data
  $ spikegrad bench run.json --batch-size 128 --steps 6
  $ spikegrad bench --threads 1                   with one thread
  $ spikegrad bench --device cpu --repeat 3       on the reference backend
  $ spikegrad bench --profile                     the time of every kernel and shape
  $ spikegrad bench --json | jq 'select(.event == "end").imagesPerSecond'
  $ spikegrad bench --profile --json | jq 'select(.event == "end").profile.ops[:5]'

One training step is T times forward and backward, and one optimizer step. Without a config, or if its data is not there, the images are
random: the time depends on the firing rates, which are printed, and not on the images. The batches of a config are made as in training,
by data.workers threads ahead of the step.

--profile measures the time of every kernel call of the timed steps. In one more step it counts the calls, the bytes of their inputs and
outputs, and the inputs of convolutions that are not 0. The profile is sorted by time, and the bars are in proportion to it. The last line
has the time outside kernels:

        time   share                       calls   MiB in  MiB out    not 0  op
    34.19 ms   4.3 % ████████████████████      4    16.00     0.56   14.7 %  conv2dWeightGradient  64→64, 3×3 at 16×16
    25.95 ms   3.3 % ███████████████▏          4     8.56     8.00   14.7 %  conv2d  64→64, 3×3 at 16×16
`;

/** `spikegrad bench`. */
export const benchCommand = (end: End): Command =>
  new Command('bench')
    .description('time one training step on this machine: speed, memory and firing rates')
    .argument('[config]', "JSON file of a run (default: the paper's VGG at width 0.25)", path)
    .option('--batch-size <number>', 'replace the batch size of the config', integer(1, limits.batchSize))
    .option('--steps <number>', 'replace T, the time steps of a training step', integer(1, limits.steps))
    .option('--repeat <number>', 'training steps to time', integer(1), 10)
    .option(
      '--warm-up <number>',
      'training steps before timing; deep layers need a few until they fire',
      integer(1),
      10,
    )
    .option('--drawn', 'use random images instead of those of the config')
    .option('--profile', 'print the time of every kernel and shape')
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
