import { sizeOf, type Kernels, type Operand } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { combined } from './combine.js';
import { eachGroup, rowOf, withRows } from './range.js';
import { sumOf, type Layout, type Term } from './reduce.js';
import type { Source } from '../device/source.js';

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

/** Sums a term over all but the channels, group by group where the tensors are large. @param extra what each channel knows */
function total(device: Device, term: Term, xs: readonly Operand[], share = 1, extra: readonly Slot[] = []): Slot {
  const sums: Slot[] = [];
  eachGroup(device, xs[0]!.shape[0]!, rowOf(xs[0]!), (from, count) =>
    withRows(device, xs, from, count, (rows) => {
      const [x, ...others] = rows.map(slotOf);
      sums.push(sumOf(device, term, x!, layoutOf(rows[0]!), { extra: [...others, ...extra], share }));
    }),
  );
  return combined(device, 'sum', sums);
}

const shareOf = ({ shape }: Operand): number => shape[1]! / sizeOf(shape);

export function channelStatistics(device: Device, { x }: Call<'channelStatistics'>): readonly [Slot, Slot] {
  const mean = total(device, 'plain', [x], shareOf(x));
  return [mean, total(device, 'square', [x], shareOf(x), [mean])];
}

export function channelAffine(device: Device, { x, scale, shift }: Call<'channelAffine'>): Slot {
  return device.launch(affine, sizeOf(x.shape), [slotOf(x), slotOf(scale), slotOf(shift)], areaOf(x));
}

export function channelNormGradient(
  device: Device,
  { dy, x, mean, inverseDeviation, scale }: Call<'channelNormGradient'>,
): readonly [Slot, Slot, Slot] {
  const [known, inverse, slope] = [mean, inverseDeviation, scale].map(slotOf) as [Slot, Slot, Slot];
  const sums = total(device, 'plain', [dy]);
  const raw = total(device, 'product', [dy, x], 1, [known]);
  const products = device.launch(product, raw.size, [raw, inverse]);
  device.free(raw);
  const parts: Slot[] = [];
  eachGroup(device, x.shape[0]!, rowOf(x), (from, count) =>
    withRows(device, [dy, x], from, count, (rows) => {
      const arrays = [...rows.map(slotOf), known, inverse, slope, sums, products];
      parts.push(device.launch(normGradient, sizeOf(rows[0]!.shape), arrays, areaOf(x), [shareOf(x)]));
    }),
  );
  return [device.join(parts), sums, products];
}
