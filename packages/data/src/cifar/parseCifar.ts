import { cifar100Format } from './cifar100Format.js';
import { cifar10Format } from './cifar10Format.js';
import { countRecords, decodeRecords, emptyCifar, type CifarFormat } from './cifarRecords.js';
import type { ImageDataset } from '../datasets/dataset.js';

/**
 * Decodes the official binary format of CIFAR-10 from bytes; needs no file system.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for a length that is not a multiple of the record size, or a label above 9.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
 */
export const parseCifar10 = (bytes: Uint8Array, name = 'parseCifar10'): ImageDataset =>
  parse(bytes, name, cifar10Format);

/**
 * Decodes the official binary format of CIFAR-100 from bytes; needs no file system. Labels are the fine ones, 0…99.
 *
 * @param name the name of the bytes in errors
 * @throws FormatError for a length that is not a multiple of the record size, a coarse label above 19 or a fine one
 * above 99.
 * @see https://www.cs.toronto.edu/~kriz/cifar.html, "binary version"
 */
export const parseCifar100 = (bytes: Uint8Array, name = 'parseCifar100'): ImageDataset =>
  parse(bytes, name, cifar100Format);

function parse(bytes: Uint8Array, name: string, form: CifarFormat): ImageDataset {
  const dataset = emptyCifar(form, countRecords(bytes.length, name, form));
  decodeRecords(bytes, name, form, dataset, 0);
  return dataset;
}
