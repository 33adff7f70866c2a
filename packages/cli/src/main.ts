import { basename, extname, join } from 'node:path';
import { SpikegradError, version } from '@spikegrad/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { devices, takeDevice, type Device } from './build/device.js';
import { describeConfig } from './config/describe.js';
import { readConfig, type Overrides } from './config/read.js';
import { terminal } from './train/terminal.js';
import { train } from './train/train.js';

interface TrainFlags extends Overrides {
  readonly out?: string;
  readonly json?: boolean;
  readonly device: Device;
}

const examples = `
Examples:
  $ spikegrad train run.json                      train as the config says, write to runs/run
  $ spikegrad train run.json --seed 2 --out runs/second
  $ spikegrad train run.json --iterations 10      a short try
  $ spikegrad train run.json --device cpu         on the reference backend
  $ spikegrad train run.json --json | jq 'select(.event == "iteration").loss'   one JSON event a line

A config names what to learn; everything else has a default:
  { "data": { "train": ["data_batch_1.bin"], "test": ["test_batch.bin"] }, "model": { "width": 0.25 }, "iterations": 500 }
`;

/** Exit code of a run that Ctrl-C ended, as shells have it. */
const stopped = 130;

/** Runs the command line. @returns the exit code: 0, 1 for an error that was explained, 130 for a run that was stopped */
export async function main(argv: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command('spikegrad')
    .description('Trains spiking neural networks online')
    .version(version)
    .showHelpAfterError();
  program
    .command('train')
    .description('train a network, test it, and write config, metrics, weights and a picture')
    .argument('<config>', 'JSON file of the run')
    .option('--out <folder>', 'where to write; a number is added when it exists (default: runs/<name of the config>)')
    .option('--seed <number>', 'replaces the seed of the config', whole(0))
    .option('--iterations <number>', 'replaces the number of batches', whole(1))
    .addOption(
      new Option('--device <name>', 'where to compute; auto takes the fastest that passes its self-test')
        .choices(devices)
        .default('auto'),
    )
    .option('--json', 'one JSON event a line in place of text')
    .addHelpText(
      'after',
      () =>
        `${examples}\nFields of a config, with their defaults; paths are relative to the config:\n${describeConfig()}\n`,
    )
    .action(async (file: string, { out, json = false, device, ...overrides }: TrainFlags) => {
      const config = await readConfig(file, overrides);
      const speaker = terminal({ json });
      for (const { device: rung, refusal } of await takeDevice(device)) {
        speaker.say(refusal === null ? `computing on ${rung}` : `${rung} is not for this machine: ${refusal}`);
      }
      const folder = out ?? join('runs', basename(file, extname(file)));
      if ((await untilStopped((signal) => train(config, folder, speaker, signal))) === null) code = stopped;
    });
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (!(error instanceof SpikegradError)) throw error;
    console.error(`error: ${error.message}`);
    return 1;
  }
}

/** Runs something that Ctrl-C or SIGTERM asks to end; a second one ends it at once. */
async function untilStopped<R>(run: (signal: AbortSignal) => Promise<R>): Promise<R> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least)
      throw new InvalidArgumentError(`a whole number of at least ${least} is needed.`);
    return value;
  };
