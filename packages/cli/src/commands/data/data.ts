import { Command } from 'commander';
import type { End } from '../command.js';
import { checkCommand } from './check.js';
import { getDataCommand } from './get.js';
import { infoCommand } from './info.js';
import { listCommand } from './list.js';
import { showCommand } from './show.js';

/** `spikegrad data`. */
export const dataCommand = (end: End): Command =>
  new Command('data')
    .description('get, list, check, explain and show sets of data')
    .addCommand(getDataCommand(end))
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(infoCommand())
    .addCommand(showCommand());
