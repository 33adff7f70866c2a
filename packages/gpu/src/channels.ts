import { sizeOf, type Kernels, type Operand } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from './device.js';
import { sumOf, type Layout } from './reduce.js';
import type { Source } from './source.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** `[N, C, …]`, of which all but the channels are reduced. */
const layoutOf = ({ shape }: Operand): Layout => ({
  a: shape[0]!,
  kept: shape[1]!,
  c: sizeOf(shape.slice(2)),
  inner: 1,
});

/** The channel `c` of this thread's element. */
const channel = `const run = wholeQuotient(this.thread.x, area);
const c = run - wholeQuotient(run, channels) * channels;`;

const affine: Source = {
  arrays: ['x', 'scale', 'shift'],
  sizes: ['area', 'channels'],
  body: `${channel}
return scale[c] * x[this.thread.x] + shift[c];`,
};

const product: Source = {
  arrays: ['x', 'y'],
  sizes: [],
  body: 'return x[this.thread.x] * y[this.thread.x];',
};

const normGradient: Source = {
  arrays: ['dy', 'x', 'mean', 'inverse', 'scale', 'sums', 'products'],
  sizes: ['area', 'channels'],
  numbers: ['share'],
  body: `${channel}
const normal = (x[this.thread.x] - mean[c]) * inverse[c];
return scale[c] * (dy[this.thread.x] - sums[c] * share - normal * products[c] * share);`,
};

const areaOf = ({ shape }: Operand): readonly number[] => [sizeOf(shape.slice(2)), shape[1]!];

export function channelStatistics(device: Device, { x }: Call<'channelStatistics'>): readonly [Slot, Slot] {
  const layout = layoutOf(x);
  const share = 1 / (layout.a * layout.c);
  const mean = sumOf(device, 'plain', slotOf(x), layout, { share });
  return [mean, sumOf(device, 'square', slotOf(x), layout, { extra: [mean], share })];
}

export function channelAffine(device: Device, { x, scale, shift }: Call<'channelAffine'>): Slot {
  return device.launch(affine, sizeOf(x.shape), [slotOf(x), slotOf(scale), slotOf(shift)], areaOf(x));
}

export function channelNormGradient(
  device: Device,
  { dy, x, mean, inverseDeviation, scale }: Call<'channelNormGradient'>,
): readonly [Slot, Slot, Slot] {
  const layout = layoutOf(x);
  const sums = sumOf(device, 'plain', slotOf(dy), layout);
  const raw = sumOf(device, 'product', slotOf(dy), layout, { extra: [slotOf(x), slotOf(mean)] });
  const products = device.launch(product, layout.kept, [raw, slotOf(inverseDeviation)]);
  device.free(raw);
  const arrays = [dy, x, mean, inverseDeviation, scale].map(slotOf);
  const share = 1 / (layout.a * layout.c);
  const dx = device.launch(normGradient, sizeOf(x.shape), [...arrays, sums, products], areaOf(x), [share]);
  return [dx, sums, products];
}
