import type { Image } from '../image.js';
import { readRecord, type RecordFile } from './recordFile.js';

/** Where the samples of a dataset lie on a disk, in plain data. */
export type SampleStore = RecordFile;

/** Reads one sample of a store. @throws FormatError that names the file, ValueError for a place that it has not */
export const readSample = (store: SampleStore, place: number): Promise<Image> => readRecord(store, place);
