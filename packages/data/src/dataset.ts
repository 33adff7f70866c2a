import { ShapeError, ValueError } from '@spikegrad/core';
import type { Image } from './image.js';

/** Labelled images as bytes, or events counted in frames, all of one size, in memory. */
export interface ImageDataset {
  /** `[count, channels, height, width]`, row-major, 0…255; with frames `[count, frames, channels, height, width]`, events a pixel. */
  readonly images: Uint8Array;
  /** One class index a sample, into `classes`. */
  readonly labels: Uint8Array | Uint16Array;
  /** Pictures that a sample has, one after the other in time; their bytes are counts and stay what they are. @defaultValue still images */
  readonly frames?: number;
  readonly count: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The names of the classes, in the order of their indices. */
  readonly classes: readonly string[];
}

/** Bytes, and so pixels, of one image; of all its frames where it has some. */
export function imageSize({ channels, height, width, frames = 1 }: ImageDataset): number {
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
