import { sameShape, sizeOf, type Shape } from '@spikegrad/core';
import { describeRuns as describeHead } from '../generated/descriptors.js';

/** Axes along which all operands of a call can be walked together, with a stride (in elements) for each operand. */
export interface Runs {
  readonly lengths: readonly number[];
  /** By axis, then by operand; 0 where an operand repeats. */
  readonly strides: readonly (readonly number[])[];
}

/** Merges axes as far as one stride serves each operand; the last axis is the run. @param strides by operand, then by axis */
export function runsOf(lengths: readonly number[], strides: readonly (readonly number[])[]): Runs {
  const merged: number[] = [];
  const kept: number[][] = [];
  lengths.forEach((length, axis) => {
    if (length === 1) return;
    const here = strides.map((operand) => operand[axis]!);
    const last = kept.at(-1);
    if (last?.every((stride, i) => stride === here[i]! * length)) {
      merged[merged.length - 1]! *= length;
      kept[kept.length - 1] = here;
    } else {
      merged.push(length);
      kept.push(here);
    }
  });
  return merged.length > 0 ? { lengths: merged, strides: kept } : { lengths: [1], strides: [strides.map(() => 0)] };
}

/** Strides of a dense tensor, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Strides of an operand that broadcasts to `shape`. */
export function stridesUnder(operand: Shape, shape: Shape): readonly number[] {
  const own = stridesOf(operand);
  const missing = shape.length - operand.length;
  return shape.map((_, axis) => (axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** The runs of operands: first `outputs` dense outputs of `shape`, then inputs that broadcast to it. */
export function runsUnder(shape: Shape, inputs: readonly Shape[], outputs: number): Runs {
  // Most operands are dense. They are one run.
  if (sizeOf(shape) > 1 && inputs.every((input) => sameShape(input, shape)))
    return { lengths: [sizeOf(shape)], strides: [new Array<number>(outputs + inputs.length).fill(1)] };
  const dense = new Array<readonly number[]>(outputs).fill(stridesOf(shape));
  return runsOf(shape, [...dense, ...inputs.map((input) => stridesUnder(input, shape))]);
}

/** Elements of a run that are one item: enough to be worth taking, few enough to share. */
const piece = 4096;

/** Words before those that a program reads its scalars from. */
export const headWords = 6;

/** Describes operands that are walked together, as the kernels read it. @param leading words between the head and the addresses */
export function describeRuns(
  { lengths, strides }: Runs,
  addresses: readonly number[],
  areas: number,
  leading: readonly number[] = [],
): { readonly words: readonly number[]; readonly items: number } {
  const outer = lengths.slice(0, -1);
  const length = lengths.at(-1)!;
  const bytes = strides.map((axis) => axis.map((stride) => 4 * stride));
  const operands = 4 * (headWords + leading.length);
  const head = describeHead({ operands, count: addresses.length, rank: outer.length, length, piece, areas });
  const runs = outer.reduce((product, each) => product * each, 1);
  return {
    words: [...head, ...leading, ...addresses, ...bytes.at(-1)!, ...outer, ...bytes.slice(0, -1).flat()],
    items: runs * Math.ceil(length / piece),
  };
}
