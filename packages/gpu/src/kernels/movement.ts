import { sizeOf, type Kernels, type Shape } from '@spikegrad/core';
import { slotOf, stridesOf, type Device, type Slot } from '../device/device.js';
import { coordinates, lengthNames, runsOf } from './runs.js';
import { maxArrays, type Source } from '../device/source.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** One source for each number of axes or parts, made when first needed. */
function family(make: (count: number) => Source): (count: number) => Source {
  const known: Source[] = [];
  return (count) => (known[count] ??= make(count));
}

const axesOf = (rank: number): readonly number[] => Array.from({ length: rank }, (_, axis) => axis);

/** Reads `x` from `offset` on by any strides, which may be negative. */
const readSource = family((rank) => ({
  arrays: ['x'],
  sizes: [...lengthNames(rank), 'offset', ...axesOf(rank).map((axis) => `s${axis}`)],
  body: `${coordinates(rank)}
return x[${['offset', ...axesOf(rank).map((axis) => `c${axis} * s${axis}`)].join(' + ')}];`,
}));

/** A new tensor that reads `x` from `offset` (in elements) on, by any strides. */
export function read(device: Device, x: Slot, shape: Shape, strides: readonly number[], offset = 0): Slot {
  const runs = runsOf(shape, [strides]);
  const rank = runs.lengths.length;
  return device.launch(readSource(rank), sizeOf(shape), [x], [...runs.lengths.slice(1), offset, ...runs.strides[0]!]);
}

const offsetOf = (places: readonly number[], strides: readonly number[]): number =>
  places.reduce((offset, each, axis) => offset + each * strides[axis]!, 0);

export function permute(device: Device, { x, order, shape }: Call<'permute'>): Slot {
  const strides = stridesOf(x.shape);
  const moved = order.map((axis) => strides[axis]!);
  return read(device, slotOf(x), shape, moved);
}

export function slice(device: Device, { x, begin, shape }: Call<'slice'>): Slot {
  const strides = stridesOf(x.shape);
  return read(device, slotOf(x), shape, strides, offsetOf(begin, strides));
}

export function flip(device: Device, { x, axes }: Call<'flip'>): Slot {
  const strides = stridesOf(x.shape);
  const last = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
  const turned = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  return read(device, slotOf(x), x.shape, turned, offsetOf(last, strides));
}

/** The part of lengths `l` begins at `b`. Outside it a thread reads element 0 and ignores it. */
const padSource = family((rank) => ({
  arrays: ['x'],
  sizes: [...lengthNames(rank), ...axesOf(rank).flatMap((axis) => [`b${axis}`, `l${axis}`])],
  numbers: ['value'],
  body: `${coordinates(rank)}
let inside = 1;
let at = 0;
${axesOf(rank)
  .map(
    (axis) => `const d${axis} = c${axis} - b${axis};
if (d${axis} < 0 || d${axis} >= l${axis}) { inside = 0; }
at = at * l${axis} + d${axis};`,
  )
  .join('\n')}
if (inside < 0.5) { at = 0; }
const entry = x[at];
return inside > 0.5 ? entry : value;`,
}));

export function pad(device: Device, { x, before, value, shape }: Call<'pad'>): Slot {
  const { lengths, boxes } = boxesOf(x.shape, before, shape);
  const source = padSource(lengths.length);
  return device.launch(source, sizeOf(shape), [slotOf(x)], [...lengths.slice(1), ...boxes.flat()], [value]);
}

/** Axes that the box fills whole are merged with the axis before them. */
function boxesOf(
  x: Shape,
  before: readonly number[],
  shape: Shape,
): { readonly lengths: readonly number[]; readonly boxes: readonly (readonly [begin: number, length: number])[] } {
  const lengths: number[] = [];
  const boxes: [number, number][] = [];
  shape.forEach((length, axis) => {
    const isWhole = x[axis] === length;
    if (isWhole && boxes.length > 0) {
      const [begin, own] = boxes.at(-1)!;
      boxes[boxes.length - 1] = [begin * length, own * length];
      lengths[lengths.length - 1]! *= length;
    } else {
      boxes.push([before[axis]!, x[axis]!]);
      lengths.push(length);
    }
  });
  return { lengths, boxes };
}

/** Parts of each line, one after another; the line begins anew every `line` elements. */
const concatSource = family((count) => {
  const parts = axesOf(count);
  return {
    arrays: parts.map((part) => `x${part}`),
    sizes: ['line', ...parts.flatMap((part) => [`begin${part}`, `run${part}`])],
    body: `const outer = wholeQuotient(this.thread.x, line);
const place = this.thread.x - outer * line;
let value = 0;
${parts
  .map(
    (part) => `if (place >= begin${part} && place < begin${part} + run${part}) {
  value = x${part}[outer * run${part} + place - begin${part}];
}`,
  )
  .join('\n')}
return value;`,
  };
});

export function concat(device: Device, { xs, axis, shape }: Call<'concat'>): Slot {
  const runs = xs.map((x) => sizeOf(x.shape.slice(axis)));
  return joined(device, xs.map(slotOf), runs, sizeOf(shape.slice(0, axis)));
}

/** Whole tensors one after another. */
export const pack = (device: Device, slots: readonly Slot[]): Slot =>
  joined(
    device,
    slots,
    slots.map(({ size }) => size),
    1,
  );

/** Joins `outer` lines of parts; more parts than a kernel takes are joined in groups first. */
function joined(device: Device, slots: readonly Slot[], runs: readonly number[], outer: number): Slot {
  if (slots.length > maxArrays) {
    const groups = Math.ceil(slots.length / maxArrays);
    const width = Math.ceil(slots.length / groups);
    const bounds = Array.from({ length: groups }, (_, i) => [i * width, (i + 1) * width] as const);
    const joints = bounds.map(([from, to]) => joined(device, slots.slice(from, to), runs.slice(from, to), outer));
    const y = joined(
      device,
      joints,
      joints.map(({ size }) => (outer === 0 ? 0 : size / outer)),
      outer,
    );
    for (const joint of joints) device.free(joint);
    return y;
  }
  const line = runs.reduce((sum, run) => sum + run, 0);
  let begin = 0;
  const places = runs.flatMap((run) => [(begin += run) - run, run]);
  return device.launch(concatSource(slots.length), outer * line, slots, [line, ...places]);
}
