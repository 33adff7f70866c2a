import type { Image } from '../image.js';
import { readImageFile, type ImageFiles } from './imageFiles.js';
import { readRecord, type RecordFile } from './recordFile.js';

/** The place of the samples of a dataset on a disk, as plain data. */
export type SampleStore = ImageFiles | RecordFile;

/** Reads one sample of a store. @throws FormatError that names the file, ValueError for an index out of range */
export function readSample(store: SampleStore, place: number): Promise<Image> {
  switch (store.kind) {
    case 'images':
      return readImageFile(store, place);
    case 'records':
      return readRecord(store, place);
  }
  store satisfies never;
}
