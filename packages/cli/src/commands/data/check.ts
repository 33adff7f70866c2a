import { join } from 'node:path';
import { Command } from 'commander';
import { SetError, sets, setsFolder } from '@spikegrad/datasets';
import type { SetName } from '@spikegrad/data';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { dirOption, setArgument, type DataFlags } from './options.js';
import { checkedStandingOf, adviceFor, tell, tellFiles } from './standing.js';

const examples = `
Examples:
  $ spikegrad data check                    compare the files on the disk with the published ones
  $ spikegrad data check cifar10 --json

The exit code is 1 if a file is damaged, or if the named set is not complete.
`;

/** `spikegrad data check`. */
export const checkCommand = (): Command =>
  new Command('check')
    .description('compare the files on the disk with the published SHA-256')
    .addArgument(setArgument().argOptional())
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name: SetName | undefined, { dir, json = false }: DataFlags) => {
      const speaker = terminal({ json });
      for (const set of name === undefined ? Object.values(sets) : [sets[name]]) {
        const folder = join(setsFolder(dir), set.name);
        const found = await checkedStandingOf(set, folder, speaker);
        tellFiles(speaker, set, found);
        tell(speaker, set, folder, found, dir);
        const fine = found.state === 'complete' || (found.state === 'absent' && name === undefined);
        if (!fine) throw new SetError(folder, set.title, found.wrong, `run \`${adviceFor(set, dir)}\` to repair it`);
      }
    });
