import { ValueError } from '@spikegrad/core';
import type { ImageDataset } from '../datasets/dataset.js';
import type { Events } from './events.js';
import { eventFrames, type FramesBy } from './frames.js';
import type { RecordingSet } from './recordingSet.js';

/** The conversion of recordings to frames. */
export interface FrameOptions {
  /** Number of frames per recording. */
  readonly frames: number;
  /** How events are divided into frames. @defaultValue `'number'` */
  readonly by?: FramesBy;
}

/** The conversion of recordings to frames, with a callback for progress. */
export interface EventFrameOptions extends FrameOptions {
  /** Called with the number of finished recordings and the total. */
  readonly progress?: (done: number, total: number) => void;
}

/** Number of polarities, which are the channels of a frame. */
export const polarities = 2;

/**
 * Frames as bytes, `[frames, 2, height, width]`: counts of a pixel in a frame are limited to 255. @throws ValueError
 */
export const frameBytes = (events: Events, { frames, by }: FrameOptions): Uint8Array =>
  new Uint8Array(Uint8ClampedArray.from(eventFrames(events, frames, by)).buffer);

/**
 * Converts recordings to a dataset of frames, in memory that workers can share. Counts of a pixel in a frame are
 * limited to 255.
 *
 * @throws ValueError for frames that do not fit into memory, and errors of the recordings
 */
export async function countedFrames(
  set: RecordingSet,
  { progress, ...options }: EventFrameOptions,
): Promise<ImageDataset> {
  const { count, width, height, classes } = set;
  const { frames } = options;
  if (!Number.isInteger(frames) || frames < 1) throw new ValueError('frames', 'at least 1', String(frames));
  const size = frames * polarities * height * width;
  const images = new Uint8Array(room(count * size, `${frames} frames of ${count} recordings`));
  const labels = new Uint8Array(count);
  let done = 0;
  for await (const { label, events } of set.recordings()) {
    images.set(frameBytes(events, options), done * size);
    labels[done] = label;
    done++;
    progress?.(done, count);
  }
  return { images, labels, count, channels: polarities, height, width, classes, frames };
}

function room(bytes: number, what: string): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch {
    throw new ValueError('frames', 'frames that fit into memory', `${bytes} bytes for ${what}`);
  }
}
