import type { Image } from '../image.js';
import { readImageFile, type ImageFiles } from './imageFiles.js';
import { readRecord, type RecordFile } from './recordFile.js';

/** Where the samples of a dataset lie on a disk, in plain data. */
export type SampleStore = ImageFiles | RecordFile;

/** Reads one sample of a store. @throws FormatError that names the file, ValueError for a place that it has not */
export function readSample(store: SampleStore, place: number): Promise<Image> {
  switch (store.kind) {
    case 'images':
      return readImageFile(store, place);
    case 'records':
      return readRecord(store, place);
  }
  store satisfies never;
}
