import { Argument, Option } from 'commander';
import { setNames } from '@spikegrad/data';
import { folderVariable } from '@spikegrad/datasets';
import { path } from '../command.js';

/** The flags of every command about sets. */
export interface DataFlags {
  readonly dir?: string;
  readonly json?: boolean;
}

export const dirOption = (): Option =>
  new Option(
    '--dir <folder>',
    `folder of the sets (default: $${folderVariable}, else ~/.cache/spikegrad/datasets)`,
  ).argParser(path);

export const setArgument = (): Argument => new Argument('<set>', 'name of the set').choices(setNames);
