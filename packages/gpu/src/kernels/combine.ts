import type { Device, Slot } from '../device/device.js';
import type { Source } from '../device/source.js';

const combine = (body: string): Source => ({ arrays: ['x', 'y'], sizes: [], body });

const sources = {
  sum: combine('return x[this.thread.x] + y[this.thread.x];'),
  max: combine('return larger(x[this.thread.x], y[this.thread.x]);'),
} as const;

/** Combines results of the same size, which are taken over, to one; always in their order. */
export const combined = (device: Device, kind: 'sum' | 'max', results: readonly Slot[]): Slot =>
  results.reduce((total, next) => {
    const both = device.launch(sources[kind], total.size, [total, next]);
    device.free(total);
    device.free(next);
    return both;
  });
