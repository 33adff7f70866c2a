import { Command, InvalidArgumentError, Option } from 'commander';
import { type PageName, readPage, reproduce } from '@spikegrad/runs';
import {
  beginOnDevice,
  deviceOption,
  integer,
  jsonOption,
  paths,
  stopped,
  threadsOption,
  untilStopped,
  type ComputeFlags,
  type End,
} from '../command.js';
import { atPriority, priorityOption, type Priority } from '../priority.js';
import { outOf, pageArgument, pageOptions, type PageFlags } from './page.js';
import { statusCommand } from './status.js';

interface Flags extends PageFlags, ComputeFlags {
  readonly resume?: boolean;
  readonly rows?: readonly string[];
  readonly onlySeeds?: readonly number[];
  readonly merge?: readonly string[];
  readonly priority: Priority;
}

const examples = `
Examples:
  $ spikegrad reproduce table4                        the ablation at laptop scale, 3 seeds, into runs/paper-laptop
  $ spikegrad reproduce table4 --resume               continue after an interruption, with the same result
  $ spikegrad reproduce fig2 --resume                 three of its four rows are rows of table 4: their runs are not repeated
  $ spikegrad reproduce table4 --seeds 1 --out runs/look
  $ spikegrad reproduce table4 --scale long --rows vanilla,osr-ots    two rows now; the page lists the others as not run yet
  $ spikegrad reproduce status table4 --scale long    the progress of each run
  $ spikegrad reproduce table4 --only-seeds 2 --out b                 on a second machine; then copy its folder to the first:
  $ spikegrad reproduce table4 --resume --merge b                     copy finished runs instead of training them
  $ spikegrad reproduce table4 --scale full           as published: days or weeks; prints an estimate first
  $ spikegrad reproduce table4 --json | jq 'select(.event == "page").rows'

A page is a file of \`pages\` in @spikegrad/runs, with a config for each row. Each run is a folder as \`spikegrad train\` writes it. A finished run is not
repeated. An interrupted run continues from its last checkpoint, with the same bits. A broken or diverged run is reported and left out of all
means, and the command then ends with 1.
`;

const list = (text: string): readonly string[] => {
  const items = text.split(',');
  if (items.includes('')) throw new InvalidArgumentError('names separated by commas are needed.');
  return items;
};

/** `spikegrad reproduce`: trains the rows of a table or figure of the paper. */
export const reproduceCommand = (end: End): Command => {
  const command = new Command('reproduce')
    .description('run a table or a figure of the paper, and write a page with its results and the published ones')
    .addArgument(pageArgument());
  for (const option of pageOptions()) command.addOption(option);
  return command
    .option('--resume', 'continue the runs in the folder')
    .addOption(new Option('--rows <ids>', 'run these rows now, such as vanilla,osr (default: all)').argParser(list))
    .addOption(
      new Option('--only-seeds <numbers>', 'run these seeds now, such as 2,3 (default: all)').argParser((text) =>
        list(text).map(integer(1, 100)),
      ),
    )
    .addOption(
      new Option('--merge <folder>', 'copy finished runs from the --out of another machine; repeatable').argParser(
        paths,
      ),
    )
    .addOption(priorityOption())
    .addOption(deviceOption())
    .addOption(threadsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .addCommand(statusCommand())
    .enablePositionalOptions()
    .action(async (name: PageName, flags: Flags) => {
      const { scale, seeds, resume = false, rows, onlySeeds, merge, paper, priority, ...compute } = flags;
      const page = await readPage(name, paper);
      const options = {
        ...{ scale, seeds, resume, out: outOf(flags) },
        ...{ ...(rows && { rows }), ...(onlySeeds && { onlySeeds }), ...(merge && { merge }) },
      };
      const outcome = await atPriority(priority, async () => {
        const speaker = await beginOnDevice(compute);
        return untilStopped(speaker, (signal) => reproduce(page, options, speaker, signal));
      });
      if (outcome !== 'whole') end(outcome === 'stopped' ? stopped : 1);
    });
};
