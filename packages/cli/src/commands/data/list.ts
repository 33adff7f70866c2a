import { join } from 'node:path';
import { Command } from 'commander';
import { sets, setsFolder } from '@spikegrad/datasets';
import { terminal } from '../../terminal/terminal.js';
import { jsonOption } from '../command.js';
import { dirOption, type DataFlags } from './options.js';
import { standingOf, tell } from './standing.js';

const examples = `
Examples:
  $ spikegrad data list                     all sets, and whether their files are there, by size or number
  $ spikegrad data list --json | jq .state
`;

/** `spikegrad data list`. */
export const listCommand = (): Command =>
  new Command('list')
    .description('list all sets, with size, folder and state')
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
