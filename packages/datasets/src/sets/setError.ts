import { SpikegradError } from '@spikegrad/core';
import { quoted } from '@spikegrad/files';
import type { DataSet, PublishedSet } from './published.js';

/** A data set that is missing, incomplete or another one; the message ends with advice. */
export class SetError extends SpikegradError {
  /** Advice, with a command if there is one. */
  readonly advice: string;

  constructor(who: string, expected: string, received: string, advice: string) {
    super(who, expected, `${received}; ${advice}`);
    this.advice = advice;
  }
}

const commandFor = (action: 'get' | 'info', { name }: DataSet, dir?: string): string =>
  `spikegrad data ${action} ${name}${dir === undefined ? '' : ` --dir ${quoted(dir)}`}`;

/** The command that downloads a set. */
export const getCommand = (set: PublishedSet, dir?: string): string => commandFor('get', set, dir);

/** The command that prints the source and the layout of a set. */
export const infoCommand = (set: DataSet, dir?: string): string => commandFor('info', set, dir);

/** Advice if the network does not work. */
export const fromFolder = (set: PublishedSet): string =>
  `or download ${set.archive.name} by other means and run \`spikegrad data get ${set.name} --from <its folder>\``;
