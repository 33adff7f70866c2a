import { FormatError, ValueError } from '@spikegrad/core';
import { refuseFile } from '../files/files.js';
import type { Image } from '../image.js';
import { openRegular } from '../files/regularFile.js';

/** Samples of one size, one after the other in a file: `[count, channels, height, width]` bytes after a header. */
export interface RecordFile {
  readonly kind: 'records';
  readonly path: string;
  /** Bytes before the first sample. @defaultValue `0` */
  readonly offset?: number;
  /** How many samples the file has. */
  readonly count: number;
  /** Channels of a sample; where it has frames, those of all of them. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const kind = 'a file of samples';

/**
 * Reads one sample. The file is opened for it alone: there is nothing to close when a loop over batches is left, and next to reading so
 * many bytes it takes no time.
 *
 * @throws FormatError where the file is gone or shorter than it was, ValueError for a place that it has not
 */
export async function readRecord(
  { path, offset = 0, count, channels, height, width }: RecordFile,
  place: number,
): Promise<Image> {
  if (!Number.isInteger(place) || place < 0 || place >= count)
    throw new ValueError(path, `a sample from 0, below ${count}`, String(place));
  const bytes = channels * height * width;
  const file = await openRegular(path, kind).catch((error: unknown) => refuseFile(path, kind, error));
  try {
    const begin = offset + place * bytes;
    const pixels = await file.read(begin, bytes).catch((error: unknown) => refuseFile(path, kind, error));
    if (pixels.length < bytes) throw new FormatError(path, `${bytes} bytes from byte ${begin} on`, `${pixels.length}`);
    return { pixels, channels, height, width };
  } finally {
    await file.close();
  }
}
