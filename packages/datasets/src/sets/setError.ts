import { SpikegradError } from '@spikegrad/core';
import { quoted } from '@spikegrad/files';
import type { DataSet, PublishedSet } from './published.js';

/** A set of data that is not there, not whole or not itself; the message ends in what helps. */
export class SetError extends SpikegradError {
  /** What the user can do, a command where there is one. */
  readonly advice: string;

  constructor(who: string, expected: string, received: string, advice: string) {
    super(who, expected, `${received}; ${advice}`);
    this.advice = advice;
  }
}

const commandFor = (action: 'get' | 'info', { name }: DataSet, dir?: string): string =>
  `spikegrad data ${action} ${name}${dir === undefined ? '' : ` --dir ${quoted(dir)}`}`;

/** The command that gets a set. */
export const getCommand = (set: PublishedSet, dir?: string): string => commandFor('get', set, dir);

/** The command that says where a set has to lie and how it comes there. */
export const infoCommand = (set: DataSet, dir?: string): string => commandFor('info', set, dir);

/** What to do where the network is of no help. */
export const fromFolder = (set: PublishedSet): string =>
  `or fetch ${set.archive.name} by other means and run \`spikegrad data get ${set.name} --from <its folder>\``;
