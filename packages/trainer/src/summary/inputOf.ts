import type { Shape } from '@spikegrad/core';
import { networks } from '../schema/networks.js';
import type { RunConfig } from '../schema/sections.js';
import { dataSets, framesOf, recordOf, type InputSpec } from '@spikegrad/data';

/** What networks of each stem are published for. */
const inputOfStem: Readonly<Record<'cifar' | 'imagenet', InputSpec>> = {
  cifar: dataSets.cifar10.input,
  imagenet: dataSets.imagenet.input,
};

/** The input shape of a config's network, from the config alone: that of its data set, or else the one its stem was published for. */
export function inputOf({ data, model: { name, stem } }: Pick<RunConfig, 'data' | 'model'>): InputSpec {
  const usual = inputOfData(data) ?? inputOfStem[stem ?? networks[name].stem];
  return { ...usual, size: data.frames.size ?? usual.size };
}

/**
 * The input shape of a config's data set. Files of a format have the shape of the set that is published in it; folders of images have none of
 * their own.
 */
const inputOfData = (data: RunConfig['data']): InputSpec | undefined => {
  const isKnown = data.set !== undefined || (data.format !== undefined && data.format !== 'imageFolder');
  return isKnown || framesOf(data) !== null ? recordOf(data).input : undefined;
};

/** Shape of a batch that a network learns from: with frames, `[T, N, C, H, W]`. */
export function batchShapeOf({ data, steps, batchSize }: RunConfig, { channels, size }: InputSpec): Shape {
  const still = [batchSize, channels, size, size];
  return framesOf(data) === null ? still : [steps, ...still];
}
