import type { Shape } from '@spikegrad/core';
import { stridesOf } from '../device/device.js';

/** Axes along which all operands of a call are walked together, with a stride (in elements) for each operand. */
export interface Runs {
  readonly lengths: readonly number[];
  /** By operand, then by axis; 0 where an operand repeats. */
  readonly strides: readonly (readonly number[])[];
}

/** Merges axes as far as one stride serves each operand. @param strides by operand, then by axis */
export function runsOf(lengths: readonly number[], strides: readonly (readonly number[])[]): Runs {
  const merged: number[] = [];
  const kept: number[][] = strides.map(() => []);
  lengths.forEach((length, axis) => {
    if (length === 1) return;
    if (merged.length > 0 && strides.every((own, i) => kept[i]!.at(-1) === own[axis]! * length)) {
      merged[merged.length - 1]! *= length;
      kept.forEach((own, i) => (own[own.length - 1] = strides[i]![axis]!));
    } else {
      merged.push(length);
      kept.forEach((own, i) => own.push(strides[i]![axis]!));
    }
  });
  return { lengths: merged, strides: kept };
}

/** Strides of an operand that broadcasts to `shape`. */
export function stridesUnder(operand: Shape, shape: Shape): readonly number[] {
  const own = stridesOf(operand);
  const missing = shape.length - operand.length;
  return shape.map((_, axis) => (axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** Lines that give `c0 … c(rank − 1)`, the place of this thread's element along axes of `n0 … n(rank − 1)`. */
export function coordinates(rank: number): string {
  if (rank === 0) return '';
  const lines = [`const r${rank - 1} = this.thread.x;`];
  for (let axis = rank - 1; axis > 0; axis--) {
    lines.push(`const r${axis - 1} = wholeQuotient(r${axis}, n${axis});`);
    lines.push(`const c${axis} = r${axis} - r${axis - 1} * n${axis};`);
  }
  return [...lines, 'const c0 = r0;'].join('\n');
}

/** Names of the lengths that `coordinates` divides by. */
export const lengthNames = (rank: number): readonly string[] =>
  Array.from({ length: Math.max(0, rank - 1) }, (_, i) => `n${i + 1}`);
