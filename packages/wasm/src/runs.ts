import type { Shape } from '@spikegrad/core';

/** Axes along which all operands of a call can be walked together, with a stride (in elements) for each operand. */
export interface Runs {
  readonly lengths: readonly number[];
  /** By axis, then by operand; 0 where an operand repeats. */
  readonly strides: readonly (readonly number[])[];
}

/** Merges the axes of operands that broadcast to `shape` as far as one stride serves each; the last axis is the run. */
export function runsOf(shapes: readonly Shape[], shape: Shape): Runs {
  const own = shapes.map((operand) => stridesUnder(operand, shape));
  const lengths: number[] = [];
  const strides: number[][] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const here = own.map((each) => each[axis]!);
    const last = strides.at(-1);
    if (last?.every((stride, i) => stride === here[i]! * length)) {
      lengths[lengths.length - 1]! *= length;
      strides[strides.length - 1] = here;
    } else {
      lengths.push(length);
      strides.push(here);
    }
  });
  return lengths.length > 0 ? { lengths, strides } : { lengths: [1], strides: [own.map(() => 0)] };
}

function stridesUnder(operand: Shape, shape: Shape): readonly number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = operand.length - 1; axis >= 0; axis--) {
    if (operand[axis] !== 1) strides[axis + shape.length - operand.length] = stride;
    stride *= operand[axis]!;
  }
  return strides;
}

/** Calls `visit` with the offset of every operand at the beginning of each run. */
export function eachRun({ lengths, strides }: Runs, visit: (offsets: readonly number[], run: number) => void): void {
  const outer = lengths.length - 1;
  const places = new Array<number>(outer).fill(0);
  const offsets = strides[outer]!.map(() => 0);
  const count = lengths.slice(0, outer).reduce((product, length) => product * length, 1);
  for (let run = 0; run < count; run++) {
    visit(offsets, run);
    for (let axis = outer - 1; axis >= 0; axis--) {
      const wraps = ++places[axis]! === lengths[axis];
      for (let i = 0; i < offsets.length; i++) offsets[i]! += strides[axis]![i]! * (wraps ? 1 - lengths[axis]! : 1);
      if (!wraps) break;
      places[axis] = 0;
    }
  }
}
