import { cpu, sizeOf, type Data, type Kernels, type Operand, type Shape } from '@spikegrad/core';
import { mostArrays } from './source.js';
import { slotOf, type Device, type Slot } from './device.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** Whether a call has a tensor in which float32 cannot count places. */
export function isTooLarge(device: Device, call: Call<keyof Kernels>): boolean {
  const sizes = operandsOf(call).map(({ handle }) => (handle as Slot).size);
  const sum = sizes.reduce((total, size) => total + size, 0);
  const largest = sizes.length > mostArrays ? sum : Math.max(0, ...sizes);
  return Math.max(largest, 'shape' in call ? sizeOf(call.shape) : 0) > device.mostElements;
}

/** What each kernel's results are as large as, where the call does not say it. */
const shapesOf: { readonly [Name in keyof Kernels]?: (call: Call<Name>) => readonly Shape[] } = {
  elementwise: ({ program, shape }) => program.outputs.map(() => shape),
  reduce: ({ x, axes }) => [x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))],
  argmax: ({ x, axis }) => [x.shape.toSpliced(axis, 1)],
  flip: ({ x }) => [x.shape],
  maxPool2dGradient: ({ x }) => [x.shape],
  channelStatistics: ({ x }) => [[x.shape[1]!], [x.shape[1]!]],
  channelAffine: ({ x }) => [x.shape],
  channelNormGradient: ({ x }) => [x.shape, [x.shape[1]!], [x.shape[1]!]],
};

/**
 * Computes a call on the host when its turn in the queue comes, in double precision: what is too large for the device lives on the host
 * anyway, what is not is read and written around it.
 */
export function onHost<Name extends keyof Kernels>(device: Device, name: Name, call: Call<Name>): Slot | Slot[] {
  const shapes = (shapesOf[name] as ((call: Call<Name>) => readonly Shape[]) | undefined)?.(call);
  const slots = (shapes ?? [(call as { shape: Shape }).shape]).map((shape) => device.allocate(sizeOf(shape)));
  const operands = operandsOf(call).map(slotOf);
  device.queue.push(device.operation, async () => {
    const values = new Map<Slot, Data>();
    for (const slot of operands) {
      if (!values.has(slot)) values.set(slot, slot.value ? await device.engine.read(slot.value) : new Float32Array(0));
    }
    const results = reference(name, withValues(call, values));
    for (const [i, slot] of slots.entries()) await device.fill(slot, results[i] as Float32Array);
  });
  return Array.isArray(shapes) && returnsSeveral.has(name) ? slots : slots[0]!;
}

const returnsSeveral = new Set<keyof Kernels>(['elementwise', 'channelStatistics', 'channelNormGradient']);

function reference<Name extends keyof Kernels>(name: Name, call: Call<Name>): readonly Data[] {
  const result = (cpu().kernels[name] as (call: Call<Name>) => unknown)(call);
  return (Array.isArray(result) ? result : [result]) as readonly Data[];
}

const isOperand = (value: unknown): value is Operand =>
  typeof value === 'object' && value !== null && 'handle' in value && 'dtype' in value;

function operandsOf(call: object): readonly Operand[] {
  return Object.values(call).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isOperand));
}

/** The same call on the reference backend's handles, which are arrays. */
function withValues<C extends object>(call: C, values: ReadonlyMap<Slot, Data>): C {
  const moved = (value: unknown): unknown => {
    if (isOperand(value)) return { ...value, handle: values.get(slotOf(value)) };
    return Array.isArray(value) && value.some(isOperand) ? value.map(moved) : value;
  };
  return Object.fromEntries(Object.entries(call).map(([key, value]) => [key, moved(value)])) as C;
}
