import { Command } from 'commander';
import type { End } from '../command.js';
import { checkCommand } from './check.js';
import { getDataCommand } from './get.js';
import { infoCommand } from './info.js';
import { listCommand } from './list.js';
import { showCommand } from './show.js';

const examples = `
Examples:
  $ spikegrad data list           list the sets and their state
  $ spikegrad data get cifar10    download, check, unpack
  $ spikegrad data check          compare the files with the published SHA-256
  $ spikegrad data show cifar10   draw samples into a picture
`;

/** `spikegrad data`. */
export const dataCommand = (end: End): Command =>
  new Command('data')
    .description('download, list, check, describe and show data sets')
    .addCommand(getDataCommand(end))
    .addCommand(listCommand())
    .addCommand(checkCommand())
    .addCommand(infoCommand())
    .addCommand(showCommand())
    .addHelpText('after', examples);
