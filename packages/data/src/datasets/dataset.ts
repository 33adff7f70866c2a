import { ShapeError, ValueError } from '@spikegrad/core';
import type { Image } from '../image.js';
import type { SampleStore } from '../stores/store.js';

/** The description of labelled samples, without the samples. */
export interface LabelledDataset {
  /** One class index per sample, into `classes`. */
  readonly labels: Uint8Array | Uint16Array;
  /**
   * Number of frames per sample, in the order of time. Their bytes are counts, which are not scaled. @defaultValue
   * still images
   */
  readonly frames?: number;
  readonly count: number;
  readonly channels: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes: readonly string[];
}

/** Labelled images as bytes, or frames of events, all of the same size, in memory. */
export interface ImageDataset extends LabelledDataset {
  /**
   * `[count, channels, height, width]`, row-major, 0…255; with frames `[count, frames, channels, height, width]`,
   * events per pixel.
   */
  readonly images: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Labelled samples on a disk. They are read with their batch. Plain data, which can be sent to workers. */
export interface StoredDataset extends LabelledDataset {
  /** The place and the format of the samples. */
  readonly store: SampleStore;
  /** The index of each sample in the store. A part of a dataset has the same store and fewer indices. */
  readonly places: Uint32Array;
}

/** Labelled samples, in memory or on a disk. */
export type Dataset = ImageDataset | StoredDataset;

/** Whether samples are read from a disk when they are needed. */
export const isStored = (dataset: Dataset): dataset is StoredDataset => 'store' in dataset;

/** Bytes of one image, one per pixel and channel; with frames, of all its frames. */
export function imageSize({
  channels,
  height,
  width,
  frames = 1,
}: Pick<ImageDataset, 'channels' | 'height' | 'width' | 'frames'>): number {
  return frames * channels * height * width;
}

/**
 * The image of a sample, as a view of the dataset's bytes. The channels of all its frames are channels of one image,
 * so a transform changes them equally.
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

/** @throws ShapeError unless the numbers of samples and labels are equal to `count`. */
export function checkDataset(who: string, dataset: Dataset): void {
  const { labels, count } = dataset;
  const [needed, given, what] = isStored(dataset)
    ? [count, dataset.places.length, 'indices in the store']
    : [count * imageSize(dataset), dataset.images.length, 'image bytes'];
  if (given !== needed || labels.length !== count)
    throw new ShapeError(who, `${count} labels and ${needed} ${what}`, `${labels.length} labels and ${given} ${what}`);
}
