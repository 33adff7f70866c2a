import { ValueError } from '@spikegrad/core';
import { imageAt, parseCifar10, subset, type ImageDataset } from '@spikegrad/data';
import type { Section } from '@spikegrad/trainer';
import type { Thumbnail } from '../messages.js';
import { fetchBytes, fetched, fetchJson } from './fetched.js';

/** Files of the page: the sample of CIFAR-10 and its config. */
const files = {
  train: new URL('../../../data/samples/cifar10/train_2000.bin', import.meta.url),
  test: new URL('../../../data/samples/cifar10/test_1000.bin', import.meta.url),
  config: new URL('../../../cli/configs/cifar10-sample.json', import.meta.url),
} as const;

export const fetchSet = async (name: 'train' | 'test'): Promise<ImageDataset> =>
  parseCifar10(await fetchBytes(files[name]), name);

/** The config, before its checks. */
export const fetchConfig = async (): Promise<Section> => {
  const { $schema: _, ...fields } = (await fetchJson(files.config)) as Section;
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

/** Bytes of an image in a file of CIFAR-10, with its label. */
const recordBytes = 3073;

/**
 * The first test image of each class. It downloads the beginning of the file, as far as it has all classes: 80 kB of 3 MB.
 */
export async function fetchExamples(): Promise<readonly Thumbnail[]> {
  const reader = (await fetched(files.test)).body!.getReader();
  let read = new Uint8Array();
  for (;;) {
    const { value, done } = await reader.read();
    if (value) read = joined(read, value);
    const images = parseCifar10(read.subarray(0, read.length - (read.length % recordBytes)), 'test');
    const places = images.classes.map((_, label) => images.labels.indexOf(label));
    if (!done && places.includes(-1)) continue;
    await reader.cancel();
    return places.map((place, label) => exampleAt(images, place, images.classes[label]!));
  }
}

function exampleAt(images: ImageDataset, place: number, label: string): Thumbnail {
  if (place < 0) throw new Error(`The test images have no ${label}.`);
  return { label, pixels: Uint8Array.from(imageAt(images, place).pixels) };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
