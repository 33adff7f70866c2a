import { networks } from '../config/networks.js';
import type { RunConfig } from '../config/schema.js';
import type { SetName } from './setNames.js';

/** What a network is shown of a sample at a time step. */
export interface Shown {
  readonly channels: number;
  /** Height and width. */
  readonly size: number;
  /** How many there are to tell apart. */
  readonly classes: number;
}

/** Of each set, once a sample has gone through the pipeline that the set usually takes. */
const shownOfSet: Readonly<Record<SetName, Shown>> = { cifar10: { channels: 3, size: 32, classes: 10 } };

/** What networks of each stem are published for. */
const shownToStem: Readonly<Record<'cifar' | 'imagenet', Shown>> = {
  cifar: shownOfSet.cifar10,
  imagenet: { channels: 3, size: 224, classes: 1000 },
};

/** What the network of a config is shown, as far as the config alone tells: that of its set, or else what its stem is published for. */
export function shownOf({ data, model: { name, stem } }: Pick<RunConfig, 'data' | 'model'>): Shown {
  return data.set === undefined ? shownToStem[stem ?? networks[name].stem] : shownOfSet[data.set];
}
