import { join } from 'node:path';
import { Command } from 'commander';
import { sets, setsFolder } from '@spikegrad/datasets';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { dirOption, type DataFlags } from './options.js';
import { standingOf, tell } from './standing.js';

const examples = `
Examples:
  $ spikegrad data list                     what sets there are, what is there, by the sizes or the number of their files
  $ spikegrad data list --json | jq .state
`;

/** `spikegrad data list`. */
export const listCommand = (): Command =>
  new Command('list')
    .description('what sets there are, their size, where they live and whether they are there')
    .addOption(dirOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ dir, json = false }: DataFlags) => {
      const speaker = terminal({ json });
      for (const set of Object.values(sets)) {
        const folder = join(setsFolder(dir), set.name);
        tell(speaker, set, folder, await standingOf(set, folder), dir);
      }
    });
