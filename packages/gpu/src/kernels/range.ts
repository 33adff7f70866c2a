import { sizeOf, type Operand } from '@spikegrad/core';
import { slotOf, type Device, type Slot } from '../device/device.js';
import { pack, read } from './movement.js';

/** Elements of a tensor as a tensor of their own: a part of it where they are just that, else a copy. */
interface Range {
  readonly slot: Slot;
  readonly isCopy: boolean;
}

function rangeOf(device: Device, slot: Slot, begin: number, size: number): Range {
  const pieces: Slot[] = [];
  let start = 0;
  for (const part of slot.parts ?? [slot]) {
    const [from, to] = [Math.max(begin, start), Math.min(begin + size, start + part.size)];
    if (from === start && part.size === size && from === begin) return { slot: part, isCopy: false };
    if (from < to) pieces.push(read(device, part, [to - from], [1], from - start));
    start += part.size;
  }
  if (pieces.length === 1) return { slot: pieces[0]!, isCopy: true };
  const joined = pack(device, pieces);
  for (const piece of pieces) device.free(piece);
  return { slot: joined, isCopy: true };
}

/** Elements of one place of axis 0. */
export const rowOf = ({ shape }: Operand): number => sizeOf(shape.slice(1));

/** Runs `body` with `count` places of axis 0 of some operands from `from` on. */
export function withRows<R>(
  device: Device,
  operands: readonly Operand[],
  from: number,
  count: number,
  body: (rows: readonly Operand[]) => R,
): R {
  const ranges = operands.map((operand) => {
    const row = rowOf(operand);
    return rangeOf(device, slotOf(operand), from * row, count * row);
  });
  const rows = operands.map(({ shape, dtype }, i) => ({
    shape: [count, ...shape.slice(1)],
    dtype,
    handle: ranges[i]!.slot,
  }));
  const result = body(rows);
  for (const { slot, isCopy } of ranges) if (isCopy) device.free(slot);
  return result;
}

/** Calls `visit` for groups of places of axis 0 that are small enough, `row` elements each. */
export function eachGroup(
  device: Device,
  rows: number,
  row: number,
  visit: (from: number, count: number) => void,
): void {
  const most = Math.max(1, Math.floor(device.maxElements / Math.max(1, row)));
  for (let from = 0; from === 0 || from < rows; from += most) visit(from, Math.min(most, rows - from));
}
