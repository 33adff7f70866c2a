import { FormatError, ValueError } from '@spikegrad/core';
import { refuseFile } from '../files/files.js';
import type { Image } from '../image.js';
import { openRegular } from '../files/regularFile.js';

/** Samples of the same size, one after the other in a file: `[count, channels, height, width]` bytes after a header. */
export interface RecordFile {
  readonly kind: 'records';
  readonly path: string;
  /** Bytes before the first sample. @defaultValue `0` */
  readonly offset?: number;
  /** Number of samples. */
  readonly count: number;
  /** Channels of a sample; with frames, the channels of all frames. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

const kind = 'a file of samples';

/**
 * Reads one sample. The file is opened for each sample, so nothing must be closed when a loop over batches ends
 * early. The time to open it is small next to that of reading.
 *
 * @throws FormatError if the file is missing or has become shorter, ValueError for an index out of range
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
