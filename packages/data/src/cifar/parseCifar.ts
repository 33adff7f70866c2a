import { cifar100Format } from './cifar100Format.js';
import { cifar10Format } from './cifar10Format.js';
import { countRecords, decodeRecords, emptyCifar, type CifarFormat } from './cifarRecords.js';
import type { ImageDataset } from '../datasets/dataset.js';

/**
 * Decodes CIFAR-10's official binary format out of memory; needs no file system.
 *
 * @param name what errors call the bytes
 * @throws FormatError for a length that is not a whole number of records, or a label above 9.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
 */
export const parseCifar10 = (bytes: Uint8Array, name = 'parseCifar10'): ImageDataset =>
  parse(bytes, name, cifar10Format);

/**
 * Decodes CIFAR-100's official binary format out of memory; needs no file system. Labels are the fine ones, 0…99.
 *
 * @param name what errors call the bytes
 * @throws FormatError for a length that is not a whole number of records, a coarse label above 19 or a fine one above 99.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
 */
export const parseCifar100 = (bytes: Uint8Array, name = 'parseCifar100'): ImageDataset =>
  parse(bytes, name, cifar100Format);

function parse(bytes: Uint8Array, name: string, form: CifarFormat): ImageDataset {
  const dataset = emptyCifar(form, countRecords(bytes.length, name, form));
  decodeRecords(bytes, name, form, dataset, 0);
  return dataset;
}
