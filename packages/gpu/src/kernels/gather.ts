import { sizeOf, type Kernels } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import type { Source } from '../device/source.js';

const gatherSource: Source = {
  arrays: ['x', 'indices'],
  sizes: ['run', 'count'],
  body: `const i = wholeQuotient(this.thread.x, run);
const place = this.thread.x - i * run;
const row = indices[i];
let at = 0;
let inside = 0;
if (row >= 0 && row < count) {
  at = row * run + place;
  inside = 1;
}
const entry = x[at];
return inside > 0.5 ? entry : 0;`,
};

export function gather(device: Device, { x, indices, shape }: Parameters<Kernels['gather']>[0]): Slot {
  const sizes = [sizeOf(x.shape.slice(1)), x.shape[0]!];
  return device.launch(gatherSource, sizeOf(shape), [slotOf(x), slotOf(indices)], sizes);
}

/** Threads write to different elements: each searches for its own terms. */
const scatterAddSource: Source = {
  arrays: ['x', 'indices'],
  sizes: ['run', 'count'],
  body: `const own = wholeQuotient(this.thread.x, run);
const place = this.thread.x - own * run;
let total = 0;
for (let i = 0; i < count; i++) {
  if (indices[i] === own) {
    total = total + x[i * run + place];
  }
}
return total;`,
};

export function scatterAdd(device: Device, { x, indices, shape }: Parameters<Kernels['scatterAdd']>[0]): Slot {
  const sizes = [sizeOf(shape.slice(1)), sizeOf(indices.shape)];
  return device.launch(scatterAddSource, sizeOf(shape), [slotOf(x), slotOf(indices)], sizes);
}
