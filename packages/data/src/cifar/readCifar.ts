import { FormatError, ValueError } from '@spikegrad/core';
import { cifar100Format } from './cifar100Format.js';
import { cifar10Format } from './cifar10Format.js';
import { countRecords, decodeRecords, emptyCifar, type CifarFormat } from './cifarRecords.js';
import type { ImageDataset } from '../datasets/dataset.js';
import { readEntireFile, sizeOfFile } from '../files/files.js';

/**
 * Reads CIFAR-10 from its official binary files (`data_batch_1.bin` … `test_batch.bin`), one or several, in the given
 * order. All sizes are checked before memory is allocated. The images are in a `SharedArrayBuffer`, for workers. Node
 * only.
 *
 * @throws FormatError that names the file, and the record if one is wrong.
 */
export const readCifar10 = (paths: string | readonly string[]): Promise<ImageDataset> =>
  read(listed(paths), 'readCifar10', cifar10Format);

/**
 * Reads CIFAR-100 from its official binary files (`train.bin`, `test.bin`), with their fine labels. Otherwise like
 * `readCifar10`. Node only.
 *
 * @throws FormatError that names the file, and the record if one is wrong.
 */
export const readCifar100 = (paths: string | readonly string[]): Promise<ImageDataset> =>
  read(listed(paths), 'readCifar100', cifar100Format);

/** Number of samples in files of CIFAR-10, from their sizes. Node only. @throws FormatError that names the file */
export const countCifar10 = async (paths: readonly string[]): Promise<number> =>
  totalOf(await countedFiles(paths, cifar10Format));

/** Number of samples in files of CIFAR-100, from their sizes. Node only. @throws FormatError that names the file */
export const countCifar100 = async (paths: readonly string[]): Promise<number> =>
  totalOf(await countedFiles(paths, cifar100Format));

const listed = (paths: string | readonly string[]): readonly string[] => (typeof paths === 'string' ? [paths] : paths);

interface CountedFile {
  readonly path: string;
  readonly count: number;
}

const kindOf = ({ title }: CifarFormat): string => `a ${title} binary file`;

async function read(paths: readonly string[], who: string, form: CifarFormat): Promise<ImageDataset> {
  const files = await countedFiles(paths, form);
  if (files.length === 0) throw new ValueError(who, 'at least one path', 'none');
  const dataset = emptyCifar(form, totalOf(files), { shared: true });
  let first = 0;
  for (const { path, count } of files) {
    const bytes = await readEntireFile(path, kindOf(form));
    if (countRecords(bytes.length, path, form) !== count) {
      throw new FormatError(path, `${count} records, as when its size was checked`, `${bytes.length} bytes`);
    }
    decodeRecords(bytes, path, form, dataset, first);
    first += count;
  }
  return dataset;
}

const totalOf = (files: readonly CountedFile[]): number => files.reduce((total, { count }) => total + count, 0);

async function countedFiles(paths: readonly string[], form: CifarFormat): Promise<readonly CountedFile[]> {
  const files: CountedFile[] = [];
  for (const path of paths) {
    const size = await sizeOfFile(path, kindOf(form));
    files.push({ path, count: countRecords(size, path, form) });
  }
  return files;
}
