import { sizeOf, type Kernels, type Operand } from '@spikegrad/core';
import { slotOf, stridesOf, type Device, type Slot } from '../device/device.js';
import { read } from './movement.js';
import type { Source } from '../device/source.js';

/** A tensor seen as `[a, kept, c, inner]`, of which `a` and `c` are reduced. */
export interface Layout {
  readonly a: number;
  readonly kept: number;
  readonly c: number;
  readonly inner: number;
}

/** What is added up: the elements, their squared distances from a mean, their products with another's distances. */
export type Term = 'plain' | 'square' | 'product';

const terms = {
  plain: { arrays: ['x'], entry: 'x[at]' },
  square: { arrays: ['x', 'mean'], entry: '(x[at] - mean[y]) * (x[at] - mean[y])' },
  product: { arrays: ['x', 'other', 'mean'], entry: 'x[at] * (other[at] - mean[y])' },
} as const satisfies Record<Term, { arrays: readonly string[]; entry: string }>;

/** This thread's part of `length` reduced elements; `w` and `r` are the place of each along `a` and `c`. */
const walk = (begin: string, step: string): string => `const head = wholeQuotient(this.thread.x, inner);
const z = this.thread.x - head * inner;
const y = wholeQuotient(head, parts);
const first = (head - y * parts) * part;
let w = wholeQuotient(first, c);
let r = first - w * c;
${begin}
for (let e = 0; e < part; e++) {
  if (first + e < length) {
    const at = ((w * kept + y) * c + r) * inner + z;
    ${step}
    r = r + 1;
    if (r >= c) {
      r = 0;
      w = w + 1;
    }
  }
}`;

const sizes = ['kept', 'c', 'inner', 'length', 'parts', 'part'];

const sumSource = ({ arrays, entry }: (typeof terms)[Term]): Source => ({
  arrays,
  sizes,
  numbers: ['share'],
  body: `${walk('let total = 0;', `total = total + ${entry};`)}
return total * share;`,
});
const sumSources = {
  plain: sumSource(terms.plain),
  square: sumSource(terms.square),
  product: sumSource(terms.product),
};

const maxSource: Source = {
  arrays: ['x'],
  sizes,
  body: `${walk('let best = x[((w * kept + y) * c + r) * inner + z];', 'best = larger(x[at], best);')}
return best;`,
};

const argmaxSource: Source = {
  arrays: ['x'],
  sizes: ['length', 'inner'],
  body: `const outer = wholeQuotient(this.thread.x, inner);
const begin = outer * length * inner + this.thread.x - outer * inner;
let best = x[begin];
let place = 0;
for (let i = 1; i < length; i++) {
  const value = x[begin + i * inner];
  if (beats(value, best) > 0.5) {
    best = value;
    place = i;
  }
}
return place;`,
};

/** A tensor filled with `value`. */
const fillSource: Source = { arrays: [], sizes: [], numbers: ['value'], body: 'return value;' };

/** Elements that one thread takes before the work is split: then in two stages of equal depth, the same at every run. */
const shallow = 128;

/** Sums `term` over a layout, times `share`. @param extra the arrays a term needs beside `x` */
export function sumOf(
  device: Device,
  term: Term,
  x: Slot,
  layout: Layout,
  { extra = [], share = 1 }: { readonly extra?: readonly Slot[]; readonly share?: number } = {},
): Slot {
  const { kept, inner } = layout;
  const [length, part] = depthOf(layout);
  const parts = Math.max(1, Math.ceil(length / part));
  const words = [kept, layout.c, inner, length, parts, part];
  const isWhole = parts === 1;
  const numbers = [isWhole ? share : 1];
  const partial = device.launch(sumSources[term], kept * parts * inner, [x, ...extra], words, numbers);
  if (isWhole) return partial;
  const y = sumOf(device, 'plain', partial, { a: 1, kept, c: parts, inner }, { share });
  device.free(partial);
  return y;
}

function maxOf(device: Device, x: Slot, layout: Layout): Slot {
  const { kept, inner } = layout;
  const [length, part] = depthOf(layout);
  if (length === 0) return device.launch(fillSource, kept * inner, [], [], [-Infinity]);
  const parts = Math.ceil(length / part);
  const partial = device.launch(maxSource, kept * parts * inner, [x], [kept, layout.c, inner, length, parts, part]);
  if (parts === 1) return partial;
  const y = maxOf(device, partial, { a: 1, kept, c: parts, inner });
  device.free(partial);
  return y;
}

function depthOf({ a, c }: Layout): readonly [length: number, part: number] {
  const length = a * c;
  return [length, length <= shallow ? Math.max(1, length) : Math.max(shallow, Math.ceil(Math.sqrt(length)))];
}

export function reduce(device: Device, { kind, x, axes }: Parameters<Kernels['reduce']>[0]): Slot {
  const layout = layoutOf(x, axes);
  if (layout) return fold(device, kind, slotOf(x), layout);
  // Reduced axes that lie apart in more than two places are brought to the end.
  const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const strides = stridesOf(x.shape);
  const order = [...kept, ...axes];
  const shape = order.map((axis) => x.shape[axis]!);
  const moved = read(
    device,
    slotOf(x),
    shape,
    order.map((axis) => strides[axis]!),
  );
  const [outer, length] = [sizeOf(shape.slice(0, kept.length)), sizeOf(shape.slice(kept.length))];
  const y = fold(device, kind, moved, { a: 1, kept: outer, c: length, inner: 1 });
  device.free(moved);
  return y;
}

const fold = (device: Device, kind: 'sum' | 'max', x: Slot, layout: Layout): Slot =>
  kind === 'sum' ? sumOf(device, 'plain', x, layout) : maxOf(device, x, layout);

/** The layout of a tensor whose `axes` are reduced, or null where four axes do not say it. */
function layoutOf({ shape }: Operand, axes: readonly number[]): Layout | null {
  const lengths = [1, 1, 1, 1];
  let at = 0;
  for (const [axis, length] of shape.entries()) {
    if (length === 1) continue;
    // `a` and `c` are at even places, what is kept at odd ones.
    if (axes.includes(axis) !== (at % 2 === 0)) at++;
    if (at > 3) return null;
    lengths[at]! *= length;
  }
  const [a, kept, c, inner] = lengths as [number, number, number, number];
  return { a, kept, c, inner };
}

export function argmax(device: Device, { x, axis }: Parameters<Kernels['argmax']>[0]): Slot {
  const inner = sizeOf(x.shape.slice(axis + 1));
  const size = sizeOf(x.shape.slice(0, axis)) * inner;
  return device.launch(argmaxSource, size, [slotOf(x)], [x.shape[axis]!, inner]);
}
