import { Command } from 'commander';
import { describeConfig, type Estimate } from '@spikegrad/trainer';
import {
  baseline,
  checkResume,
  type Overrides,
  readConfig,
  resume,
  ResumeError,
  runFiles,
  train,
} from '@spikegrad/runs';
import { filesOf, type Reporter } from '@spikegrad/datasets';
import { nodeFiles } from '@spikegrad/files';
import { deviceOf, type Device } from '../device/device.js';
import {
  beginOnDevice,
  deviceOption,
  folderOf,
  jsonOption,
  path,
  setOption,
  stopped,
  threadsOption,
  untilStopped,
  integer,
  type ComputeFlags,
  type End,
} from './command.js';

interface Flags extends Overrides, ComputeFlags {
  readonly out?: string;
  readonly resume?: string;
  readonly tensorboard?: boolean;
  readonly baseline?: boolean;
}

const examples = `
Examples:
  $ spikegrad train run.json                      train with this config, write to runs/run
  $ spikegrad train run.json --seed 2 --out runs/second
  $ spikegrad train run.json --iterations 10      a short test
  $ spikegrad train run.json --set optimizer.learningRate=0.05 --set 'norm={"name":"vanilla"}'
  $ spikegrad train --resume runs/run             continue an interrupted run; the files are the same, bit for bit
  $ spikegrad train run.json --device wasm        without the native kernels, as in browsers
  $ spikegrad train run.json --tensorboard        then: tensorboard --logdir runs
  $ spikegrad train run.json --json | jq 'select(.event == "iteration").loss'   one JSON event per line

Ctrl-C stops a run after the current batch and saves a checkpoint. To end at once, press Ctrl-\\ (or kill -9): --resume then continues
from the last checkpoint, at most checkpoint.every batches before.

A config names the data; every other field has a default:
  { "data": { "train": ["data_batch_1.bin"], "test": ["test_batch.bin"] }, "model": { "width": 0.25 }, "iterations": 500 }
`;

/** `spikegrad train`. */
export const trainCommand = (end: End): Command =>
  new Command('train')
    .description('train a network, test it, and write config, metrics, weights, a picture and a report')
    .argument('[config]', 'JSON file of the run; not with --resume', path)
    .option('--resume <folder>', 'continue the run in a folder from its newest checkpoint', path)
    .option(
      '--out <folder>',
      'where to write; if it exists, a number is added (default: runs/<name of the config>)',
      path,
    )
    .option('--seed <number>', 'replace the seed of the config', integer(0, 0xffffffff))
    .option('--iterations <number>', 'replace the number of batches', integer(1))
    .addOption(setOption())
    .option('--baseline', 'also print the test accuracy of a linear regression on the pixels of the same images')
    .option('--tensorboard', 'also write event files for TensorBoard into the folder during training')
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      () =>
        `${examples}\nFields of a config, with their defaults. Paths are relative to the config; paths of --set are relative to the current folder.\n${describeConfig()}\n`,
    )
    .action(async (file: string | undefined, flags: Flags, command: Command) => {
      if (flags.resume === undefined && file === undefined)
        command.error("error: a config is needed, or --resume with a run's folder");
      const { run, device } =
        flags.resume === undefined ? await fresh(file!, flags) : await continued(flags.resume, file, flags);
      const isAsked = command.getOptionValueSource('device') !== 'default';
      const speaker = await beginOnDevice(isAsked || device === null ? flags : { ...flags, device });
      const result = await untilStopped(speaker, (signal) => run(speaker, signal));
      if (result === null) end(stopped);
    });

/** What a command does after it has a device. */
interface Start {
  readonly run: (terminal: Reporter, signal: AbortSignal) => Promise<Estimate | null>;
  /** The device that the run used before; `null` for a new run. */
  readonly device: Device | null;
}

/** A new run. */
async function fresh(
  file: string,
  { out, seed, iterations, set, tensorboard = false, baseline: linear }: Flags,
): Promise<Start> {
  const overrides = { ...(seed !== undefined && { seed }), ...(iterations !== undefined && { iterations }) };
  const config = await readConfig(file, { ...overrides, ...(set && { set }) });
  await filesOf(config.data);
  const run: Start['run'] = async (speaker, signal) => {
    const result = await train(config, out ?? folderOf(file), speaker, signal, nodeFiles, { tensorboard });
    if (result && linear) await baseline(config, speaker);
    return result;
  };
  return { run, device: null };
}

/** Continues an interrupted run. Flags that would change the run are errors. */
async function continued(folder: string, file: string | undefined, flags: Flags): Promise<Start> {
  const { out, seed, set, iterations, tensorboard = false, baseline: linear } = flags;
  const others = {
    config: file,
    '--out': out,
    '--seed': seed,
    '--set': set?.join(' --set '),
    '--baseline': linear && 'given',
  };
  for (const [flag, value] of Object.entries(others)) {
    if (value === undefined) continue;
    const begin = `begin a new run with \`spikegrad train ${file ?? runFiles(folder).config} …\``;
    throw new ResumeError(
      flag,
      'no other setting with --resume: a run continues with its own config',
      String(value),
      begin,
    );
  }
  const before = await checkResume(folder, iterations);
  const run: Start['run'] = (speaker, signal) =>
    resume(folder, iterations, speaker, signal, nodeFiles, { tensorboard });
  return { run, device: before === null ? null : deviceOf(before) };
}
