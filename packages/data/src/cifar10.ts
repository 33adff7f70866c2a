import { FormatError } from '@spikegrad/core';
import type { ImageDataset } from './dataset.js';

const channels = 3;
const height = 32;
const width = 32;
const imageBytes = channels * height * width;

/** One label byte, then the red, green and blue planes, each 32 rows of 32. */
const recordBytes = 1 + imageBytes;

/** The names that the labels 0…9 stand for, as in the official `batches.meta.txt`. */
export const cifar10Classes = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
] as const;

/**
 * Decodes CIFAR-10's official binary format out of memory; needs no file system.
 *
 * @param name what errors call the bytes
 * @throws FormatError for a length that is not a whole number of records, or a label above 9.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
 */
export function parseCifar10(bytes: Uint8Array, name = 'parseCifar10'): ImageDataset {
  const dataset = emptyCifar10(countRecords(bytes.length, name));
  decodeRecords(bytes, name, dataset, 0);
  return dataset;
}

/** How many records a file of that many bytes holds. */
export function countRecords(bytes: number, name: string): number {
  if (bytes === 0 || bytes % recordBytes !== 0) {
    throw new FormatError(name, `a non-zero multiple of ${recordBytes} bytes (CIFAR-10 records)`, `${bytes} bytes`);
  }
  return bytes / recordBytes;
}

/** Room for `count` samples, in memory that workers can share if they are to. */
export function emptyCifar10(count: number, { shared = false } = {}): ImageDataset {
  const bytes = count * imageBytes;
  const images = new Uint8Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return { images, labels: new Uint8Array(count), count, channels, height, width, classes: cifar10Classes };
}

/** Writes the records of one file into `dataset`, from sample `first` on. */
export function decodeRecords(bytes: Uint8Array, name: string, dataset: ImageDataset, first: number): void {
  const count = countRecords(bytes.length, name);
  for (let record = 0; record < count; record++) {
    const start = record * recordBytes;
    const label = bytes[start]!;
    if (label >= cifar10Classes.length) {
      throw new FormatError(name, `a label from 0 to 9 in record ${record}`, String(label));
    }
    dataset.labels[first + record] = label;
    dataset.images.set(bytes.subarray(start + 1, start + recordBytes), (first + record) * imageBytes);
  }
}
