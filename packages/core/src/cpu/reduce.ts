import type { Data, Kernels } from '../backend/backend.js';
import { reducedShape, sizeOf, stridesOf } from '../shape.js';
import { allocate, valuesOf } from './memory/operand.js';

const initial = { sum: 0, max: -Infinity } as const;

/**
 * Reads `x` in order, and adds each element to its sum or compares it with its maximum. Sums are in double precision.
 */
export function reduce({ kind, x, axes }: Parameters<Kernels['reduce']>[0]): Data {
  const shape = reducedShape(x.shape, axes, true);
  const values = valuesOf(x);
  const totals = new Float64Array(sizeOf(shape)).fill(initial[kind]);
  const inner = x.shape.length - 1;
  const run = x.shape[inner]!;
  const reducesRun = axes.includes(inner);
  const strides = stridesOf(shape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const place = new Array<number>(x.shape.length).fill(0);
  const reduceRun = kind === 'sum' ? sumRun : maxRun;
  let to = 0;
  for (let from = 0; from < values.length; from += run) {
    reduceRun(totals, values, from, run, to, reducesRun);
    for (let axis = inner - 1; axis >= 0; axis--) {
      to += strides[axis]!;
      if (++place[axis]! < x.shape[axis]!) break;
      to -= strides[axis]! * x.shape[axis]!;
      place[axis] = 0;
    }
  }
  const y = allocate(shape, x.dtype);
  y.set(totals);
  return y;
}

function sumRun(totals: Float64Array, x: Data, from: number, run: number, to: number, reducesRun: boolean): void {
  if (reducesRun) {
    let total = totals[to]!;
    for (let i = 0; i < run; i++) total += x[from + i]!;
    totals[to] = total;
  } else for (let i = 0; i < run; i++) totals[to + i]! += x[from + i]!;
}

function maxRun(totals: Float64Array, x: Data, from: number, run: number, to: number, reducesRun: boolean): void {
  for (let i = 0; i < run; i++) {
    const at = reducesRun ? to : to + i;
    totals[at] = Math.max(totals[at]!, x[from + i]!);
  }
}

/**
 * Whether `value` replaces `most`, the largest so far. NaN is larger than every number. Of equal values the first one
 * stays.
 */
export const beats = (value: number, most: number): boolean => !(value <= most) && most === most;

/** The index of the largest value along an axis: of the first one, and of the first NaN if there is one. */
export function argmax({ x, axis }: Parameters<Kernels['argmax']>[0]): Data {
  const values = valuesOf(x);
  const length = x.shape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const y = allocate(reducedShape(x.shape, [axis], false), x.dtype);
  for (let i = 0; i < y.length; i++) {
    const begin = Math.floor(i / inner) * length * inner + (i % inner);
    let best = 0;
    let most = values[begin]!;
    for (let j = 1; j < length; j++) {
      const value = values[begin + j * inner]!;
      if (beats(value, most)) [best, most] = [j, value];
    }
    y[i] = best;
  }
  return y;
}
