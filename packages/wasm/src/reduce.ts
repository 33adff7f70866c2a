import { sizeOf, type Operand, type Shape } from '@spikegrad/core';
import { at, type Machine } from './machine.js';
import { read } from './movement.js';
import type { Block } from './pool.js';
import { stridesOf } from './runs.js';

type Name = 'sumMiddle' | 'maxMiddle' | 'argmaxMiddle';

/** Inner places that one item takes. */
const block = 64;

/** A long run is summed in parts of this length, and the parts then: the same however many threads there are. */
const part = 16384;

/** Reduces axes by a kernel over the middle of `[outer, length, inner]`; axes that stand elsewhere are brought there by a copy. */
export function reduce(machine: Machine, name: Name, x: Operand, axes: readonly number[]): Block {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const lengths = (of: readonly number[]): Shape => of.map((axis) => x.shape[axis]!);
  const y = machine.allocate(lengths(kept));
  const length = sizeOf(lengths(axes));
  const isAdjacent = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1);
  if (isAdjacent) {
    const inner = sizeOf(x.shape.slice(axes.at(-1)! + 1));
    middle(machine, name, y.pointer, at(x), { outer: sizeOf(x.shape.slice(0, axes[0])), length, inner });
    return y;
  }
  const order = [...kept, ...axes];
  const strides = stridesOf(x.shape);
  const moved = read(
    machine,
    x,
    lengths(order),
    order.map((axis) => strides[axis]!),
  );
  middle(machine, name, y.pointer, moved.pointer, { outer: sizeOf(lengths(kept)), length, inner: 1 });
  machine.pool.release(moved);
  return y;
}

interface Sizes {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

function middle(machine: Machine, name: Name, y: number, x: number, { outer, length, inner }: Sizes): void {
  const parts = Math.floor(length / part);
  if (name !== 'argmaxMiddle' && inner === 1 && parts > 1 && length % part === 0) {
    machine.withScratch([outer * parts], (partial) => {
      middle(machine, name, partial!, x, { outer: outer * parts, length: part, inner: 1 });
      middle(machine, name, y, partial!, { outer, length: parts, inner: 1 });
    });
    return;
  }
  const items = outer * Math.ceil(inner / block);
  machine.run(name, [y, x, length, inner, block], items, outer * length * inner);
}
