import { ValueError } from '@spikegrad/core';
import type { Events } from './events.js';

/** How events are divided into frames: equal numbers of events, or equal time. */
export type FramesBy = 'number' | 'time';

/**
 * Counts events in frames, `[frames, 2, height, width]`; darker is channel 0, brighter is channel 1.
 *
 * By number: of N events, frame j has those from `j·⌊N/frames⌋` to below `(j + 1)·⌊N/frames⌋`. By time: in a
 * recording of D µs, frame j has those with `j·⌊D/frames⌋ ≤ time < (j + 1)·⌊D/frames⌋` after its earliest event. The
 * last frame also has the rest, so every event is in one frame.
 *
 * @throws ValueError for less than one frame, or no event
 * @see Fang et al., "Incorporating Learnable Membrane Time Constant…", ICCV 2021, for frames by number
 */
export function eventFrames(events: Events, frames: number, by: FramesBy = 'number'): Uint32Array {
  if (!Number.isInteger(frames) || frames < 1)
    throw new ValueError('eventFrames', 'an integer number of at least 1 frame', String(frames));
  const { count, x, y, polarity, width, height } = events;
  if (count === 0) throw new ValueError('eventFrames', 'at least one event', 'none');
  const counts = new Uint32Array(frames * 2 * height * width);
  const frameOf = by === 'number' ? byNumber(events, frames) : byTime(events, frames);
  for (let i = 0; i < count; i++) counts[((frameOf(i) * 2 + polarity[i]!) * height + y[i]!) * width + x[i]!]!++;
  return counts;
}

function byNumber({ count }: Events, frames: number): (i: number) => number {
  const each = Math.floor(count / frames);
  return each === 0 ? () => frames - 1 : (i) => Math.min(frames - 1, Math.floor(i / each));
}

function byTime({ time }: Events, frames: number): (i: number) => number {
  // Cameras may report events out of order.
  const first = time.reduce((least, each) => Math.min(least, each), Infinity);
  const last = time.reduce((most, each) => Math.max(most, each), -Infinity);
  const each = Math.floor((last - first) / frames);
  return each === 0 ? () => frames - 1 : (i) => Math.min(frames - 1, Math.floor((time[i]! - first) / each));
}
