import { ValueError } from '@spikegrad/core';
import type { ImageDataset } from '../dataset.js';
import type { Events } from './events.js';
import { eventFrames, type FramesBy } from './frames.js';

/** How recordings become frames, and who is told how far that is. */
export interface EventFrameOptions {
  /** Pictures that every recording is counted in. */
  readonly frames: number;
  /** Where a frame ends. @defaultValue `'number'` */
  readonly by?: FramesBy;
  /** Called with the recordings that are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/** What is recorded of one sample. */
export interface Recording {
  readonly label: number;
  readonly events: Events;
}

/** Polarities. */
const channels = 2;

/**
 * Recordings as a dataset of frames, in memory that workers can share. A pixel that fired more than 255 times within a frame counts 255.
 *
 * @param total how many recordings come
 * @throws ValueError for frames that no memory holds, and what the recordings throw
 */
export async function countedFrames(
  recordings: AsyncIterable<Recording> | Iterable<Recording>,
  total: number,
  { width, height }: Pick<Events, 'width' | 'height'>,
  classes: readonly string[],
  { frames, by, progress }: EventFrameOptions,
): Promise<ImageDataset> {
  if (!Number.isInteger(frames) || frames < 1) throw new ValueError('frames', '1 or more', String(frames));
  const size = frames * channels * height * width;
  const images = new Uint8Array(room(total * size, `${frames} frames of ${total} recordings`));
  const clamped = new Uint8ClampedArray(images.buffer);
  const labels = new Uint8Array(total);
  let done = 0;
  for await (const { label, events } of recordings) {
    clamped.set(eventFrames(events, frames, by), done * size);
    labels[done] = label;
    done++;
    progress?.(done, total);
  }
  return { images, labels, count: total, channels, height, width, classes, frames };
}

function room(bytes: number, what: string): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch {
    throw new ValueError('frames', 'fewer of them: so much memory cannot be had at once', `${bytes} bytes for ${what}`);
  }
}
