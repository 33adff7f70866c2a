import { ValueError } from '@spikegrad/core';
import { imageAt, parseCifar10, subset, type ImageDataset } from '@spikegrad/data';
import type { Thumbnail } from '../messages.js';

/** Files of the page: the sample of CIFAR-10 and its config. */
const files = {
  train: new URL('../../../data/samples/cifar10/train_2000.bin', import.meta.url),
  test: new URL('../../../data/samples/cifar10/test_1000.bin', import.meta.url),
  config: new URL('../../../cli/configs/cifar10-sample.json', import.meta.url),
} as const;

async function fetched(name: keyof typeof files): Promise<Response> {
  const response = await fetch(files[name]);
  if (!response.ok) throw new Error(`${files[name].pathname} could not be loaded: ${response.status}`);
  return response;
}

export const fetchSet = async (name: 'train' | 'test'): Promise<ImageDataset> =>
  parseCifar10(new Uint8Array(await (await fetched(name)).arrayBuffer()), name);

/** The config, before its checks. */
export const fetchConfig = async (): Promise<Readonly<Record<string, unknown>>> => {
  const { $schema: _, ...fields } = (await (await fetched('config')).json()) as Readonly<Record<string, unknown>>;
  return fields;
};

/** The first `count` images of a set. @defaultValue all @throws ValueError */
export function firstOf(dataset: ImageDataset, asked: string | null): ImageDataset {
  if (asked === null) return dataset;
  const count = Number(asked);
  if (!Number.isInteger(count) || count < 1 || count > dataset.count)
    throw new ValueError('images', `an integer from 1 to ${dataset.count}`, asked);
  return subset(dataset, [...Array(count).keys()]);
}

/** The first image of each class. */
export const examplesOf = (dataset: ImageDataset): readonly Thumbnail[] =>
  dataset.classes.map((label, place) => {
    const { pixels } = imageAt(dataset, dataset.labels.indexOf(place));
    return { label, pixels: Uint8Array.from(pixels) };
  });
