import { Argument, Option } from 'commander';
import { setNames } from '@spikegrad/data';
import { folderVariable } from '@spikegrad/datasets';
import { path } from '../command.js';

/** What every command about sets takes. */
export interface DataFlags {
  readonly dir?: string;
  readonly json?: boolean;
}

export const dirOption = (): Option =>
  new Option(
    '--dir <folder>',
    `where sets live (default: $${folderVariable}, else ~/.cache/spikegrad/datasets)`,
  ).argParser(path);

export const setArgument = (): Argument => new Argument('<set>', 'which one').choices(setNames);
