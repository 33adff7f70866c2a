import type { Shape } from '@spikegrad/core';
import { networks } from '../schema/networks.js';
import type { RunConfig } from '../schema/sections.js';
import { dataSets, framesOf, recordOf, type InputSpec } from '@spikegrad/data';

/** The input that networks with each stem were published for. */
const inputOfStem: Readonly<Record<'cifar' | 'imagenet', InputSpec>> = {
  cifar: dataSets.cifar10.input,
  imagenet: dataSets.imagenet.input,
};

/** The input shape of a config's network: that of its data set, or the published one of its stem. */
export function inputOf({ data, model: { name, stem } }: Pick<RunConfig, 'data' | 'model'>): InputSpec {
  const usual = inputOfData(data) ?? inputOfStem[stem ?? networks[name].stem];
  return { ...usual, size: data.frames.size ?? usual.size };
}

/**
 * The input shape of a config's data set. Files of a format have the shape of the published set of that format;
 * folders of images have no fixed shape.
 */
const inputOfData = (data: RunConfig['data']): InputSpec | undefined => {
  const isKnown = data.set !== undefined || (data.format !== undefined && data.format !== 'imageFolder');
  return isKnown || framesOf(data) !== null ? recordOf(data).input : undefined;
};

/** Shape of a training batch: with frames, `[T, N, C, H, W]`. */
export function batchShapeOf({ data, steps, batchSize }: RunConfig, { channels, size }: InputSpec): Shape {
  const still = [batchSize, channels, size, size];
  return framesOf(data) === null ? still : [steps, ...still];
}
