import { FormatError } from '@spikegrad/core';
import type { ImageDataset } from '../datasets/dataset.js';

const channels = 3;
const height = 32;
const width = 32;
const imageBytes = channels * height * width;

/** The official binary format of one of the two sets. */
export interface CifarFormat {
  readonly title: string;
  /** The labels at the beginning of a record, one byte each: the number of values, and the name in errors. */
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  /** Index of the label that is the class. */
  readonly label: number;
  readonly classes: readonly string[];
  /** The set that is easily confused with this one. */
  readonly other: { readonly title: string; readonly recordBytes: number };
}

/** The labels, then the red, green and blue planes, each 32 rows of 32. */
export const recordBytes = ({ labels }: CifarFormat): number => labels.length + imageBytes;

/** Number of records in a number of bytes. @throws FormatError */
export function countRecords(bytes: number, name: string, form: CifarFormat): number {
  const [each, { title, other }] = [recordBytes(form), form];
  if (bytes > 0 && bytes % each === 0) return bytes / each;
  const records = bytes / other.recordBytes;
  const hint = bytes > 0 && Number.isInteger(records) ? `, as ${records} records of ${other.title} have` : '';
  throw new FormatError(name, `a non-zero multiple of ${each} bytes (${title} records)`, `${bytes} bytes${hint}`);
}

/** Allocates `count` samples, in shared memory if requested. */
export function emptyCifar({ classes }: CifarFormat, count: number, { shared = false } = {}): ImageDataset {
  const bytes = count * imageBytes;
  const images = new Uint8Array(shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return { images, labels: new Uint8Array(count), count, channels, height, width, classes };
}

/** Writes complete records into `dataset`, from sample `first` on. @throws FormatError for a label out of range */
export function decodeRecords(
  bytes: Uint8Array,
  name: string,
  form: CifarFormat,
  dataset: ImageDataset,
  first: number,
): void {
  const each = recordBytes(form);
  for (let record = 0; record < bytes.length / each; record++) {
    const start = record * each;
    form.labels.forEach((label, i) => {
      const value = bytes[start + i]!;
      if (value < label.values) return;
      throw new FormatError(name, `a ${label.name} from 0 to ${label.values - 1} in record ${record}`, String(value));
    });
    dataset.labels[first + record] = bytes[start + form.label]!;
    const pixels = bytes.subarray(start + form.labels.length, start + each);
    dataset.images.set(pixels, (first + record) * imageBytes);
  }
}
