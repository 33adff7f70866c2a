import { Command } from 'commander';
import type { End } from '../command.js';
import { checkCommand } from './check.js';
import { getDataCommand } from './get.js';
import { infoCommand } from './info.js';
import { listCommand } from './list.js';

const examples = `
Examples:
  $ spikegrad data list           what can be had, and what is there
  $ spikegrad data get cifar10    download, check, unpack
  $ spikegrad data check          compare what is there with the published sums
`;

/** `spikegrad data`. */
export const dataCommand = (end: End): Command =>
  new Command('data')
    .description('get, list, check and explain sets of data')
    .addCommand(getDataCommand(end))
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(infoCommand())
    .addHelpText('after', examples);
