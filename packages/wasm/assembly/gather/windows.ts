import { Events } from '../descriptors';
import { positionsOf, windowOf } from '../conv/columns';
import { chunksOf, eventsAt, rowBytes, startOf } from './rows';

/** Bytes of a window: where its list begins and ends, and how far its sums and its weights stand from the first ones. */
export const windowBytes: usize = 16;

/** Runs of taps of the window. */
// @inline
export function runsOf(s: Events): i32 {
  return windowOf(s) / s.run;
}

/** Windows of a band of positions, for one run of taps of one chunk of one group: how many there are stands before them. */
// @inline
export function windowsOf(s: Events, item: i32): usize {
  return s.shared + item * (s.atOnce + 1) * windowBytes;
}

/**
 * Finds the windows of every band, `[bands][groups][chunks][runs]`, which are the items: all blocks of outputs go by them, with nothing to work out
 * between two lists.
 */
export function findWindows(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = eventsAt(at);
  const runs = runsOf(s);
  const parts = s.groups * chunksOf(s) * runs;
  const all = s.samples * positionsOf(s);
  for (let item = from; item < to; item++) {
    const first = (item / parts) * s.atOnce;
    const windows = windowsOf(s, item);
    const begin = windows + windowBytes;
    const end = findRun(s, (item % parts) / runs, (item % runs) * s.run, first, min(first + s.atOnce, all), begin);
    store<i32>(windows, (end - begin) / windowBytes);
  }
}

/** @returns where the last window found ends */
function findRun(s: Events, unit: i32, tap: i32, first: i32, end: i32, to: usize): usize {
  const positions = positionsOf(s);
  const chunks = chunksOf(s);
  const top = (tap / s.kernelWidth) * s.dilationY - s.paddingY;
  const left = (tap % s.kernelWidth) * s.dilationX - s.paddingX;
  const step = s.run > 1 ? min(s.chunk, s.channels - (unit % chunks) * s.chunk) * <i32>rowBytes : 0;
  for (let p = first; p < end;) {
    const image = p / positions;
    const i = (p - image * positions) / s.outputWidth;
    let j = p - image * positions - i * s.outputWidth;
    const stop = min(s.outputWidth, j + end - p);
    const y = i * s.strideY + top;
    if (<u32>y >= <u32>s.height) {
      p += stop - j;
      continue;
    }
    const starts = startOf(s, (image * s.groups * chunks + unit) * s.height + y, 0);
    for (; j < stop; j++, p++) {
      const x = j * s.strideX + left;
      const begin = max(x, 0);
      const last = min(x + s.run, s.width);
      if (begin >= last) continue;
      const list = load<usize>(starts + (begin << 2));
      const listEnd = load<usize>(starts + (last << 2));
      store<usize>(to, list);
      store<usize>(to, listEnd, 4);
      store<i32>(to, (p - first) * <i32>rowBytes, 8);
      store<i32>(to, -x * step, 12);
      to += list === listEnd ? 0 : windowBytes;
    }
  }
  return to;
}
