import { basename, extname, join } from 'node:path';
import { Command, Option } from 'commander';
import { sweep } from '@spikegrad/runs';
import {
  beginOnDevice,
  deviceOption,
  integer,
  jsonOption,
  path,
  stopped,
  threadsOption,
  untilStopped,
  type ComputeFlags,
  type End,
} from './command.js';
import { atPriority, priorityOption, type Priority } from './priority.js';

interface Flags extends ComputeFlags {
  readonly set?: readonly string[];
  readonly seeds: number;
  readonly resume?: boolean;
  readonly out?: string;
  readonly priority: Priority;
}

const examples = `
Examples:
  $ spikegrad sweep run.json --set optimizer.learningRate=0.05,0.1 --seeds 3
  $ spikegrad sweep run.json --set model.width=0.125,0.25 --set neuron.tau=2,1.1    every combination: four
  $ spikegrad sweep run.json --set 'norm={"name":"vanilla"},{"name":"osr"}' --set validation.samples=5000
  $ spikegrad sweep run.json --set optimizer.learningRate=0.05,0.1 --resume         continue after an interruption
  $ spikegrad sweep run.json --set steps=2,4 --json | jq 'select(.event == "sweep").rows'

Each run is a folder as \`spikegrad train\` writes it. The table sweep.md and its plots are updated after each run. Choose by the validation
accuracy: \`validation.samples\` measures it on held-out training samples.
`;

/** `spikegrad sweep`: trains every combination of some values of a config. */
export const sweepCommand = (end: End): Command =>
  new Command('sweep')
    .description('train a config with every combination of some values, over seeds, and write a table and a plot')
    .argument('<config>', 'JSON file of the run', path)
    .addOption(
      new Option(
        '--set <field=values>',
        'a field of the config and its values, separated by commas; repeatable',
      ).argParser((value: string, before: readonly string[] = []) => [...before, value]),
    )
    .option('--seeds <number>', 'runs of each combination, with the seeds 1, 2, …', integer(1, 100), 1)
    .option('--resume', 'continue the runs in the folder')
    .option('--out <folder>', 'where to write (default: runs/<name of the config>-sweep)', path)
    .addOption(priorityOption())
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (config: string, { set = [], seeds, resume = false, out, priority, ...compute }: Flags) => {
      const folder = out ?? join('runs', `${basename(config, extname(config))}-sweep`);
      const options = { config, set, seeds, resume, out: folder };
      const outcome = await atPriority(priority, async () => {
        const speaker = await beginOnDevice(compute);
        return untilStopped(speaker, (signal) => sweep(options, speaker, signal));
      });
      if (outcome !== 'whole') end(outcome === 'stopped' ? stopped : 1);
    });
