import { join } from 'node:path';
import { Argument, Option } from 'commander';
import { pageNames, type Scale, scales } from '@spikegrad/runs';
import { integer, path } from '../command.js';

/** Flags that say which runs a page has. */
export interface PageFlags {
  readonly scale: Scale;
  readonly seeds: number;
  readonly out?: string;
  readonly paper?: string;
}

export const pageArgument = (): Argument => new Argument('<page>', 'what of the paper to make').choices(pageNames);

export const pageOptions = (): readonly Option[] => [
  new Option(
    '--scale <name>',
    'in a size for a laptop; a narrow network that learns all data to the end; or as published',
  )
    .choices(scales)
    .default('laptop'),
  new Option('--seeds <number>', 'runs a row, with the seeds 1, 2, …; a page may have fewer of a row')
    .argParser(integer(1, 100))
    .default(3),
  new Option('--out <folder>', 'where runs and page lie (default: runs/paper-<scale>)').argParser(path),
  new Option('--paper <folder>', 'where pages and their configs lie (default: those of @spikegrad/runs)').argParser(
    path,
  ),
];

export const outOf = ({ out, scale }: PageFlags): string => out ?? join('runs', `paper-${scale}`);
