import { ValueError } from '@spikegrad/core';
import type { ImageDataset } from '../datasets/dataset.js';
import type { Events } from './events.js';
import { eventFrames, type FramesBy } from './frames.js';
import type { RecordingSet } from './recordingSet.js';

/** How recordings become frames. */
export interface FrameOptions {
  /** Pictures that every recording is counted in. */
  readonly frames: number;
  /** Where a frame ends. @defaultValue `'number'` */
  readonly by?: FramesBy;
}

/** How recordings become frames, and a callback for progress. */
export interface EventFrameOptions extends FrameOptions {
  /** Called with the recordings that are done, of how many. */
  readonly progress?: (done: number, total: number) => void;
}

/** Polarities, the channels of a frame. */
export const polarities = 2;

/** Frames as bytes, `[frames, 2, height, width]`: a pixel that fired more than 255 times within a frame counts 255. @throws ValueError */
export const frameBytes = (events: Events, { frames, by }: FrameOptions): Uint8Array =>
  new Uint8Array(Uint8ClampedArray.from(eventFrames(events, frames, by)).buffer);

/**
 * Recordings as a dataset of frames, in memory that workers can share. A pixel that fired more than 255 times within a frame counts 255.
 *
 * @throws ValueError for frames that no memory holds, and what the recordings throw
 */
export async function countedFrames(
  set: RecordingSet,
  { progress, ...options }: EventFrameOptions,
): Promise<ImageDataset> {
  const { count, width, height, classes } = set;
  const { frames } = options;
  if (!Number.isInteger(frames) || frames < 1) throw new ValueError('frames', '1 or more', String(frames));
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
    throw new ValueError('frames', 'fewer of them: so much memory cannot be had at once', `${bytes} bytes for ${what}`);
  }
}
