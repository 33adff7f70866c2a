import { ShapeError, ValueError } from '@spikegrad/core';
import type { Image } from '../image.js';
import type { SampleStore } from '../stores/store.js';

/** What is known of labelled samples without looking at one. */
export interface LabelledDataset {
  /** One class index a sample, into `classes`. */
  readonly labels: Uint8Array | Uint16Array;
  /** Pictures that a sample has, one after the other in time; their bytes are counts and stay what they are. @defaultValue still images */
  readonly frames?: number;
  readonly count: number;
  readonly channels: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes: readonly string[];
}

/** Labelled images as bytes, or events counted in frames, all of one size, in memory. */
export interface ImageDataset extends LabelledDataset {
  /** `[count, channels, height, width]`, row-major, 0…255; with frames `[count, frames, channels, height, width]`, events a pixel. */
  readonly images: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Labelled samples that lie on a disk, and come into memory with their batch alone. Plain data, which can be sent to workers. */
export interface StoredDataset extends LabelledDataset {
  /** Where they lie, and how they are read. */
  readonly store: SampleStore;
  /** Which sample of the store each is: a part of a dataset has the whole's store, and fewer places in it. */
  readonly places: Uint32Array;
}

/** Labelled samples, wherever they are. */
export type Dataset = ImageDataset | StoredDataset;

/** Whether samples are read when they are needed. */
export const isStored = (dataset: Dataset): dataset is StoredDataset => 'store' in dataset;

/** Bytes, and so pixels, of one image; of all its frames where it has some. */
export function imageSize({
  channels,
  height,
  width,
  frames = 1,
}: Pick<ImageDataset, 'channels' | 'height' | 'width' | 'frames'>): number {
  return frames * channels * height * width;
}

/**
 * The image of a sample, a view into the dataset's own bytes. The channels of all its frames are channels of one image, so whatever
 * moves one of them moves all.
 *
 * @throws ValueError for an index outside the dataset.
 */
export function imageAt(dataset: ImageDataset, index: number): Image {
  checkIndex('imageAt', dataset, index);
  const size = imageSize(dataset);
  const { channels, height, width, frames = 1 } = dataset;
  const pixels = dataset.images.subarray(index * size, (index + 1) * size);
  return { pixels, channels: frames * channels, height, width };
}

/** @throws ValueError for an index outside the dataset. */
export function checkIndex(who: string, { count }: LabelledDataset, index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new ValueError(who, `a sample index from 0, below ${count}`, String(index));
  }
}

/** @throws ShapeError unless the samples and labels are as many as the dataset says. */
export function checkDataset(who: string, dataset: Dataset): void {
  const { labels, count } = dataset;
  const [needed, given, what] = isStored(dataset)
    ? [count, dataset.places.length, 'places in the store']
    : [count * imageSize(dataset), dataset.images.length, 'image bytes'];
  if (given !== needed || labels.length !== count)
    throw new ShapeError(who, `${count} labels and ${needed} ${what}`, `${labels.length} labels and ${given} ${what}`);
}
