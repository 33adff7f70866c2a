import { sizeOf, type Operand } from '@spikegrad/core';
import { describeMiddle } from '../generated/descriptors.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';

type Name = 'sumMiddle' | 'maxMiddle' | 'argmaxMiddle';

/** Inner places that one item takes. */
const block = 64;

/** A long run is summed in parts of this length, and the parts then: the same however many threads there are. */
const part = 16384;

/** Reduces axes by a kernel over the middle of `[outer, length, inner]`: neighbours at once, those behind before those in front. */
export function reduce(machine: Machine, name: Name, x: Operand, axes: readonly number[]): Block {
  const begin = axes.findLastIndex((axis, i) => axis !== axes[i - 1]! + 1);
  const [first, last] = [axes[begin]!, axes.at(-1)!];
  const [before, inner] = [x.shape.slice(0, first), x.shape.slice(last + 1)];
  const y = machine.allocate([...before, ...inner]);
  const length = sizeOf(x.shape.slice(first, last + 1));
  middle(machine, name, y.pointer, addressOf(x), { outer: sizeOf(before), length, inner: sizeOf(inner) });
  if (begin === 0) return y;
  const ones = axes.slice(begin).map(() => 1);
  const rest = { shape: [...before, ...ones, ...inner], dtype: x.dtype, handle: y };
  const z = reduce(machine, name, rest, axes.slice(0, begin));
  machine.allocator.release(y);
  return z;
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
  machine.run(name, describeMiddle({ y, x, length, inner, block }), items, outer * length * inner);
}
