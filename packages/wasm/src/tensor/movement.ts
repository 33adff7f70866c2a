import { sizeOf, type Kernels, type Operand, type Shape } from '@spikegrad/core';
import { describePicked } from '../generated/descriptors.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { describeRuns, runsOf, stridesOf } from '../program/runs.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** Where something stands in memory: an address in bytes, and how far its axes lie apart in elements. */
interface Strided {
  readonly address: number;
  readonly strides: readonly number[];
}

function copy(machine: Machine, to: Strided, from: Strided, shape: Shape): void {
  const size = sizeOf(shape);
  if (size === 0) return;
  const runs = runsOf(shape, [to.strides, from.strides]);
  const { words, items } = describeRuns(runs, [to.address, from.address], machine.areas);
  machine.run('copyRuns', words, items, size);
}

/** A new tensor that reads `x` from `offset` (in elements) on, by any strides. */
export function read(machine: Machine, x: Operand, shape: Shape, strides: readonly number[], offset = 0): Block {
  const y = machine.allocate(shape);
  copy(
    machine,
    { address: y.pointer, strides: stridesOf(shape) },
    { address: addressOf(x) + 4 * offset, strides },
    shape,
  );
  return y;
}

/** Writes `x` into `y` of another shape, from `offset` (in elements) on. */
function place(machine: Machine, y: Block, shape: Shape, x: Operand, offset: number): void {
  const to = { address: y.pointer + 4 * offset, strides: stridesOf(shape) };
  copy(machine, to, { address: addressOf(x), strides: stridesOf(x.shape) }, x.shape);
}

const offsetOf = (places: readonly number[], strides: readonly number[]): number =>
  places.reduce((offset, each, axis) => offset + each * strides[axis]!, 0);

export function permute(machine: Machine, { x, order, shape }: Call<'permute'>): Block {
  const strides = stridesOf(x.shape);
  return read(
    machine,
    x,
    shape,
    order.map((axis) => strides[axis]!),
  );
}

export function slice(machine: Machine, { x, begin, shape }: Call<'slice'>): Block {
  const strides = stridesOf(x.shape);
  return read(machine, x, shape, strides, offsetOf(begin, strides));
}

export function flip(machine: Machine, { x, axes }: Call<'flip'>): Block {
  const strides = stridesOf(x.shape);
  const last = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
  const turned = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  return read(machine, x, x.shape, turned, offsetOf(last, strides));
}

export function pad(machine: Machine, { x, before, value, shape }: Call<'pad'>): Block {
  const y = machine.allocate(shape);
  new Float32Array(machine.allocator.memory.buffer, y.pointer, sizeOf(shape)).fill(value);
  place(machine, y, shape, x, offsetOf(before, stridesOf(shape)));
  return y;
}

export function concat(machine: Machine, { xs, axis, shape }: Call<'concat'>): Block {
  const y = machine.allocate(shape);
  const stride = stridesOf(shape)[axis]!;
  let offset = 0;
  for (const x of xs) {
    place(machine, y, shape, x, offset);
    offset += x.shape[axis]! * stride;
  }
  return y;
}

export function gather(machine: Machine, { x, indices, shape }: Call<'gather'>): Block {
  const y = machine.allocate(shape);
  const [count, run] = [sizeOf(indices.shape), sizeOf(x.shape.slice(1))];
  const words = describePicked({
    y: y.pointer,
    x: addressOf(x),
    indices: addressOf(indices),
    count,
    rows: x.shape[0]!,
    run,
  });
  machine.run('gather', words, count, count * run);
  return y;
}

export function scatterAdd(machine: Machine, { x, indices, shape }: Call<'scatterAdd'>): Block {
  const y = machine.zeros(shape);
  const [count, run] = [sizeOf(indices.shape), sizeOf(shape.slice(1))];
  const words = describePicked({
    y: y.pointer,
    x: addressOf(x),
    indices: addressOf(indices),
    count,
    rows: shape[0]!,
    run,
  });
  machine.run('scatterAdd', words, 1, count * run);
  return y;
}
