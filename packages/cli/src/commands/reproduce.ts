import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { type PageName, pageNames, readPage, reproduce, type Scale, scales } from '@spikegrad/runs';
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
  readonly scale: Scale;
  readonly seeds: number;
  readonly resume?: boolean;
  readonly out?: string;
  readonly paper?: string;
}

const examples = `
Examples:
  $ spikegrad reproduce table4                        the ablation in laptop scale, 3 seeds, into runs/paper-laptop
  $ spikegrad reproduce table4 --resume               go on after an interruption, to the same page
  $ spikegrad reproduce fig2 --resume                 pages share the runs of rows that they share: three of four are table 4's
  $ spikegrad reproduce table4 --seeds 1 --out runs/look
  $ spikegrad reproduce table4 --scale full           as published: days and weeks; its time is said first
  $ spikegrad reproduce table4 --json | jq 'select(.event == "page").rows'

A page is a file of \`pages\` in @spikegrad/runs, with a config a row; each run is a folder that \`spikegrad train\` would have written. Runs that are
finished and whole are not made again; one that was interrupted goes on from its last checkpoint, bit for bit; one that is broken or
diverged is named and never counted, and the command then ends with 1.
`;

/** `spikegrad reproduce`. */
export const reproduceCommand = (end: End): Command =>
  new Command('reproduce')
    .description('run a table or a figure of the paper, and write a page of results beside the published ones')
    .addArgument(new Argument('<page>', 'what of the paper to make').choices(pageNames))
    .addOption(
      new Option('--scale <name>', 'as published, or in a size for a laptop').choices(scales).default('laptop'),
    )
    .option('--seeds <number>', 'runs a row, with the seeds 1, 2, …', integer(1, 100), 3)
    .option('--resume', 'go on with the runs that lie there')
    .option('--out <folder>', 'where to write (default: runs/paper-<scale>)', path)
    .option('--paper <folder>', 'where pages and their configs lie (default: those of @spikegrad/runs)', path)
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name: PageName, { scale, seeds, resume = false, out, paper, ...compute }: Flags) => {
      const page = await readPage(name, paper);
      const speaker = await beginOnDevice(compute);
      const options = { scale, seeds, resume, out: out ?? join('runs', `paper-${scale}`) };
      const outcome = await untilStopped(speaker, (signal) => reproduce(page, options, speaker, signal));
      if (outcome !== 'whole') end(outcome === 'stopped' ? stopped : 1);
    });
