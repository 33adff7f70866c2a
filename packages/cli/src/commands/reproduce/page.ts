import { join } from 'node:path';
import { Argument, Option } from 'commander';
import { pageNames, type Scale, scales } from '@spikegrad/runs';
import { integer, path } from '../command.js';

/** Flags that choose the runs of a page. */
export interface PageFlags {
  readonly scale: Scale;
  readonly seeds: number;
  readonly out?: string;
  readonly paper?: string;
}

/** `<page>`. */
export const pageArgument = (): Argument => new Argument('<page>', 'a table or figure of the paper').choices(pageNames);

/** The options of `PageFlags`. */
export const pageOptions = (): readonly Option[] => [
  new Option(
    '--scale <name>',
    'laptop: fewer images and iterations; long: all images, a narrow network; full: as published',
  )
    .choices(scales)
    .default('laptop'),
  new Option('--seeds <number>', 'runs of each row, with the seeds 1, 2, …; a page may limit them for a row')
    .argParser(integer(1, 100))
    .default(3),
  new Option('--out <folder>', 'folder of the runs and the page (default: runs/paper-<scale>)').argParser(path),
  new Option('--paper <folder>', 'folder of pages and their configs (default: those of @spikegrad/runs)').argParser(
    path,
  ),
];

/** The folder that `--out` names, or its default. */
export const outOf = ({ out, scale }: PageFlags): string => out ?? join('runs', `paper-${scale}`);
