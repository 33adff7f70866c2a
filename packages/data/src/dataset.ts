import { ShapeError, ValueError } from '@spikegrad/core';
import type { Image } from './image.js';

/** Labelled images as bytes, all of one size, in memory. */
export interface ImageDataset {
  /** `[count, channels, height, width]`, row-major, 0…255. */
  readonly images: Uint8Array;
  /** One class index a sample, into `classes`. */
  readonly labels: Uint8Array;
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes: readonly string[];
}

/** Bytes, and so pixels, of one image. */
export function imageSize({ channels, height, width }: ImageDataset): number {
  return channels * height * width;
}

/**
 * The image of a sample, a view into the dataset's own bytes.
 *
 * @throws ValueError for an index outside the dataset.
 */
export function imageAt(dataset: ImageDataset, index: number): Image {
  checkIndex('imageAt', dataset, index);
  const size = imageSize(dataset);
  const { channels, height, width } = dataset;
  return { pixels: dataset.images.subarray(index * size, (index + 1) * size), channels, height, width };
}

/** @throws ValueError for an index outside the dataset. */
export function checkIndex(who: string, { count }: ImageDataset, index: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new ValueError(who, `a sample index from 0, below ${count}`, String(index));
  }
}

/** @throws ShapeError unless the bytes and labels are as many as the dataset says. */
export function checkDataset(who: string, dataset: ImageDataset): void {
  const { images, labels, count } = dataset;
  const bytes = count * imageSize(dataset);
  if (images.length !== bytes || labels.length !== count) {
    throw new ShapeError(
      who,
      `${count} labels and ${bytes} image bytes`,
      `${labels.length} labels and ${images.length} image bytes`,
    );
  }
}
