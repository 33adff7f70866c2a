import { Command } from 'commander';
import { counted } from '@spikegrad/files';
import { duration, type PageName, readPage, type RunStatus, statusOf } from '@spikegrad/runs';
import { percent } from '@spikegrad/trainer';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { outOf, pageArgument, pageOptions, type PageFlags } from './page.js';

interface Flags extends PageFlags {
  readonly json?: boolean;
}

const examples = `
Examples:
  $ spikegrad reproduce status table4 --scale long                 one line for each run: epochs, accuracy, time left
  $ spikegrad reproduce status table4 --json | jq 'select(.state == "begun")'

The command only reads the folders of the runs. It works while \`reproduce\` runs.
`;

/** `spikegrad reproduce status`: prints the progress of each run of a page. */
export const statusCommand = (): Command => {
  const command = new Command('status')
    .description('print the progress of every run of a page')
    .addArgument(pageArgument());
  for (const option of pageOptions()) command.addOption(option);
  return command
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name: PageName, { json = false, ...flags }: Flags) => {
      const page = await readPage(name, flags.paper);
      const speaker = terminal({ json });
      const runs = await statusOf(page, { ...flags, out: outOf(flags) });
      for (const run of runs) {
        speaker.say(lineOf(run));
        speaker.emit({ event: 'status', ...run });
      }
      if (runs.length === 0) speaker.say('no row can be run here; `spikegrad data list` shows which data are missing');
      const left = runs.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
      if (left > 0) speaker.say(`all: ${duration(left)} left, if the runs are trained one after the other`);
    });
};

function lineOf({ name, seed, state, ...rest }: RunStatus): string {
  const { running, batches, iterations, epochs, accuracy, measuredOn, seconds } = rest;
  const done = epochs === null ? '' : `epoch ${epochs.toFixed(1)} of ${(epochs * (iterations / batches)).toFixed(0)}`;
  const parts = [
    running ? 'running' : states[state],
    ...(state === 'begun' && batches > 0 ? [done] : []),
    ...(state === 'diverged' ? [`after ${counted(batches, 'batch', 'batches')}`] : []),
    ...(accuracy === null ? [] : [`${measuredOn!} accuracy ${percent(accuracy)}`]),
    ...(seconds === null ? [] : [`${duration(seconds)} left`]),
  ];
  return `${name}, seed ${seed}: ${parts.filter((part) => part !== '').join(', ')}`;
}

const states = {
  absent: 'not started',
  begun: 'begun',
  finished: 'finished',
  diverged: 'diverged',
  broken: 'broken',
} as const satisfies Readonly<Record<RunStatus['state'], string>>;
