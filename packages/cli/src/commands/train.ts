import { Command } from 'commander';
import { takeDevice, type Device } from '../build/device.js';
import { describeConfig } from '../config/describe.js';
import { readConfig, type Overrides } from '../config/read.js';
import { train } from '../train/train.js';
import { deviceOption, folderOf, jsonOption, stopped, untilStopped, whole, type End } from './command.js';
import { sayDevice, terminal } from '../terminal/terminal.js';

interface Flags extends Overrides {
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

/** `spikegrad train`. */
export const trainCommand = (end: End): Command =>
  new Command('train')
    .description('train a network, test it, and write config, metrics, weights and a picture')
    .argument('<config>', 'JSON file of the run')
    .option('--out <folder>', 'where to write; a number is added when it exists (default: runs/<name of the config>)')
    .option('--seed <number>', 'replaces the seed of the config', whole(0))
    .option('--iterations <number>', 'replaces the number of batches', whole(1))
    .addOption(deviceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      () =>
        `${examples}\nFields of a config, with their defaults; paths are relative to the config:\n${describeConfig()}\n`,
    )
    .action(async (file: string, { out, json = false, device, ...overrides }: Flags) => {
      const config = await readConfig(file, overrides);
      const speaker = terminal({ json });
      sayDevice(speaker, await takeDevice(device));
      const result = await untilStopped((signal) => train(config, out ?? folderOf(file), speaker, signal));
      if (result === null) end(stopped);
    });
