import { FormatError, ValueError } from '@spikegrad/core';
import { countRecords, decodeRecords, emptyCifar10 } from './cifar10.js';
import type { ImageDataset } from './dataset.js';
import { readWhole, sizeOfFile } from './files.js';

interface CountedFile {
  readonly path: string;
  readonly count: number;
}

const kind = 'a CIFAR-10 binary file';

/**
 * Reads CIFAR-10 from its official binary files (`data_batch_1.bin` … `test_batch.bin`), one or several, in the given order.
 * All sizes are checked before anything is allocated; the images lie in a `SharedArrayBuffer`, for workers. Node only.
 *
 * @throws FormatError that names the file, and the record where it is one.
 */
export async function readCifar10(paths: string | readonly string[]): Promise<ImageDataset> {
  const files = await countedFiles(typeof paths === 'string' ? [paths] : paths);
  if (files.length === 0) throw new ValueError('readCifar10', 'at least one path', 'none');

  const dataset = emptyCifar10(totalOf(files), { shared: true });
  let first = 0;
  for (const { path, count } of files) {
    const bytes = await readWhole(path, kind);
    if (countRecords(bytes.length, path) !== count) {
      throw new FormatError(path, `${count} records, as when its size was checked`, `${bytes.length} bytes`);
    }
    decodeRecords(bytes, path, dataset, first);
    first += count;
  }
  return dataset;
}

/** How many samples files of CIFAR-10 have, by their sizes. Node only. @throws FormatError that names the file */
export const countCifar10 = async (paths: readonly string[]): Promise<number> => totalOf(await countedFiles(paths));

const totalOf = (files: readonly CountedFile[]): number => files.reduce((total, { count }) => total + count, 0);

async function countedFiles(paths: readonly string[]): Promise<readonly CountedFile[]> {
  const files: CountedFile[] = [];
  for (const path of paths) files.push({ path, count: countRecords(await sizeOfFile(path, kind), path) });
  return files;
}
