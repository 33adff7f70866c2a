import type { Shape } from '@spikegrad/core';
import { networks } from '../schema/networks.js';
import type { RunConfig } from '../schema/sections.js';
import { formatOf, formatOfSet, framesOf, type SetName, setNames } from '@spikegrad/data';

/** What a network is shown of a sample at a time step. */
export interface Shown {
  readonly channels: number;
  /** Height and width. */
  readonly size: number;
  /** How many there are to tell apart. */
  readonly classes: number;
}

/** Of each set, once a sample has gone through the pipeline that the set usually takes. */
const shownOfSet: Readonly<Record<SetName, Shown>> = {
  cifar10: { channels: 3, size: 32, classes: 10 },
  cifar100: { channels: 3, size: 32, classes: 100 },
  imagenet: { channels: 3, size: 224, classes: 1000 },
  nmnist: { channels: 2, size: 34, classes: 10 },
  dvsGesture: { channels: 2, size: 48, classes: 11 },
  cifar10Dvs: { channels: 2, size: 48, classes: 10 },
};

/** What networks of each stem are published for. */
const shownToStem: Readonly<Record<'cifar' | 'imagenet', Shown>> = {
  cifar: shownOfSet.cifar10,
  imagenet: shownOfSet.imagenet,
};

/** What the network of a config is shown, as far as the config alone tells: that of its set, or else what its stem is published for. */
export function shownOf({ data, model: { name, stem } }: Pick<RunConfig, 'data' | 'model'>): Shown {
  const usual = shownOfData(data) ?? shownToStem[stem ?? networks[name].stem];
  return { ...usual, size: data.frames.size ?? usual.size };
}

/** Of a config's set; recordings of a format are like those of the set that is published in it. */
function shownOfData(data: RunConfig['data']): Shown | undefined {
  if (data.set !== undefined) return shownOfSet[data.set];
  if (framesOf(data) === null) return undefined;
  const like = setNames.find((name) => formatOfSet[name] === formatOf(data));
  return like && shownOfSet[like];
}

/** Shape of a batch that a network learns from: with frames, `[T, N, C, H, W]`. */
export function batchShapeOf({ data, steps, batchSize }: RunConfig, { channels, size }: Shown): Shape {
  const still = [batchSize, channels, size, size];
  return framesOf(data) === null ? still : [steps, ...still];
}
