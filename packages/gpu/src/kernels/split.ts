import { sizeOf, type Kernels, type Operand, type Shape } from '@spikegrad/core';
import { combined } from './combine.js';
import type { Device, Slot } from '../device/device.js';
import { pack } from './movement.js';
import { eachGroup, rowOf, withRows } from './range.js';
import { maxArrays } from '../device/source.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** How a call is computed group by group along axis 0. */
interface Split {
  readonly rows: number;
  /** Operands that are cut; the others take part whole. */
  readonly isCut: (operand: Operand) => boolean;
  /** The place of the operands' axis 0 at which the result's begins. @defaultValue `0` */
  readonly offset?: number;
  /** What becomes of the groups' results: they lie one after another, or are combined. */
  readonly merge: 'stack' | 'sum' | 'max';
  /** What else is different in the call of a group. */
  readonly change: (count: number) => object;
}

const all = (): boolean => true;
const only =
  (...operands: readonly Operand[]) =>
  (operand: Operand): boolean =>
    operands.includes(operand);

const stacked = (shape: Shape, isCut: Split['isCut'], change: object = {}): Split => ({
  rows: shape[0]!,
  isCut,
  merge: 'stack',
  change: (count) => ({ shape: [count, ...shape.slice(1)], ...change }),
});

const over = (rows: number, isCut: Split['isCut'], merge: Split['merge']): Split => ({
  ...{ rows, isCut, merge },
  change: () => ({}),
});

/** How each kernel is split, or null where a call cannot be. What cannot be split is computed on the host; channels' kernels split themselves. */
const rules: { readonly [Name in keyof Kernels]?: (call: Call<Name>) => Split | null } = {
  elementwise: ({ inputs, shape }) =>
    shape.length === 0 || inputs.length > maxArrays
      ? null
      : stacked(shape, (x) => x.shape.length === shape.length && x.shape[0] === shape[0]),
  reduce: ({ kind, x, axes }) => over(x.shape[0]!, all, axes.includes(0) ? kind : 'stack'),
  argmax: ({ x, axis }) => (axis === 0 ? null : over(x.shape[0]!, all, 'stack')),
  matmul: ({ a, b, shape }) => (shape[0] === 1 ? null : stacked(shape, (x) => only(a, b)(x) && x.shape[0] !== 1)),
  permute: ({ order, shape }) => (order[0] === 0 ? stacked(shape, all) : null),
  slice: ({ begin, shape }) =>
    shape.length === 0 ? null : { ...stacked(shape, all, { begin: [0, ...begin.slice(1)] }), offset: begin[0]! },
  pad: ({ x, shape }) => (x.shape[0] === shape[0] ? stacked(shape, all) : null),
  flip: ({ x, axes }) => (axes.includes(0) ? null : over(x.shape[0]!, all, 'stack')),
  concat: ({ axis, shape }) => (axis === 0 ? null : stacked(shape, all)),
  gather: ({ indices, shape }) => stacked(shape, only(indices)),
  scatterAdd: ({ x, indices }) => over(x.shape[0]!, only(x, indices), 'sum'),
  conv2d: ({ x, shape }) => stacked(shape, only(x)),
  conv2dInputGradient: ({ dy, shape }) => stacked(shape, only(dy)),
  conv2dWeightGradient: ({ x, dy }) => over(x.shape[0]!, only(x, dy), 'sum'),
  avgPool2d: ({ shape }) => stacked(shape, all),
  avgPool2dGradient: ({ shape }) => stacked(shape, all),
  maxPool2d: ({ shape }) => stacked(shape, all),
  maxPool2dGradient: ({ x }) => over(x.shape[0]!, all, 'stack'),
  channelAffine: ({ x }) => over(x.shape[0]!, only(x), 'stack'),
};

export const isOperand = (value: unknown): value is Operand =>
  typeof value === 'object' && value !== null && 'handle' in value && 'dtype' in value;

/** All operands of a call, one by one. */
export const operandsOf = (call: object): readonly Operand[] =>
  Object.values(call).flatMap((value: unknown) => (Array.isArray(value) ? value : [value]).filter(isOperand));

/** The same call with other operands in the place of its own. */
export function withOperands<C extends object>(call: C, change: (operand: Operand) => Operand): C {
  const moved = (value: unknown): unknown => {
    if (isOperand(value)) return change(value);
    return Array.isArray(value) && value.some(isOperand) ? value.map(moved) : value;
  };
  return Object.fromEntries(Object.entries(call).map(([key, value]) => [key, moved(value)])) as C;
}

type Kernel<C> = (device: Device, call: C) => Slot | readonly Slot[];

/** Computes a call of large tensors group by group on the device. @returns null where it cannot be split */
export function split<Name extends keyof Kernels>(
  device: Device,
  name: Name,
  call: Call<Name>,
  kernel: Kernel<Call<Name>>,
): Slot | readonly Slot[] | null {
  const plan = (rules[name] as ((call: Call<Name>) => Split | null) | undefined)?.(call);
  if (!plan) return null;
  const { rows, isCut, offset = 0, merge, change } = plan;
  const operands = operandsOf(call);
  const cut = operands.filter(isCut);
  const whole = operands.filter((operand) => !isCut(operand));
  const result = 'shape' in call ? sizeOf(call.shape) : 0;
  const row = Math.max(...cut.map(rowOf), merge === 'stack' ? result / rows : result);
  if (rows === 0 || row > device.maxElements || whole.some(({ shape }) => sizeOf(shape) > device.maxElements))
    return null;
  const results: (readonly Slot[])[] = [];
  let isList = false;
  eachGroup(device, rows, row, (from, count) =>
    withRows(device, cut, from + offset, count, (pieces) => {
      const group = { ...withOperands(call, (operand) => pieces[cut.indexOf(operand)] ?? operand), ...change(count) };
      const given = kernel(device, group);
      isList = Array.isArray(given);
      results.push((isList ? given : [given]) as readonly Slot[]);
    }),
  );
  const merged = results[0]!.map((_, i) => {
    const each = results.map((group) => group[i]!);
    return merge === 'stack' ? stack(device, each) : combined(device, merge, each);
  });
  return isList ? merged : merged[0]!;
}

/** Results one after another: in parts where they are large together, else in one piece. */
function stack(device: Device, slots: readonly Slot[]): Slot {
  const size = slots.reduce((sum, slot) => sum + slot.size, 0);
  if (slots.length === 1 || size > device.maxElements) return device.join(slots);
  const y = pack(device, slots);
  for (const slot of slots) device.free(slot);
  return y;
}
