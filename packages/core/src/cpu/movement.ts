import type { Data, Kernels } from '../backend/backend.js';
import { sizeOf, stridesOf, type Shape } from '../shape.js';
import { allocate, valuesOf } from './memory/operand.js';

/** Fills `y` in order with `x[offset + Σ index · stride]`, one row of the last axis at a time. */
function readStrided(y: Data, shape: Shape, x: Data, strides: readonly number[], offset: number): void {
  const inner = shape.length - 1;
  const [run, step] = [shape[inner] ?? 1, strides[inner] ?? 1];
  const place = new Array<number>(shape.length).fill(0);
  let from = offset;
  for (let to = 0; to < y.length; to += run) {
    copyRun(y, to, x, from, step, run);
    for (let axis = inner - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++place[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      place[axis] = 0;
    }
  }
}

function copyRun(y: Data, to: number, x: Data, from: number, step: number, run: number): void {
  for (let i = 0; i < run; i++) y[to + i] = x[from + i * step]!;
}

const offsetOf = (begin: readonly number[], strides: readonly number[]): number =>
  begin.reduce((offset, place, axis) => offset + place * strides[axis]!, 0);

export function permute({ x, order, shape }: Parameters<Kernels['permute']>[0]): Data {
  const y = allocate(shape, x.dtype);
  const strides = stridesOf(x.shape);
  readStrided(
    y,
    shape,
    valuesOf(x),
    order.map((axis) => strides[axis]!),
    0,
  );
  return y;
}

export function slice({ x, begin, shape }: Parameters<Kernels['slice']>[0]): Data {
  const y = allocate(shape, x.dtype);
  const strides = stridesOf(x.shape);
  readStrided(y, shape, valuesOf(x), strides, offsetOf(begin, strides));
  return y;
}

export function flip({ x, axes }: Parameters<Kernels['flip']>[0]): Data {
  const y = allocate(x.shape, x.dtype);
  const strides = stridesOf(x.shape);
  const last = x.shape.map((length, axis) => (axes.includes(axis) ? length - 1 : 0));
  const signed = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  readStrided(y, x.shape, valuesOf(x), signed, offsetOf(last, strides));
  return y;
}

export function pad({ x, before, value, shape }: Parameters<Kernels['pad']>[0]): Data {
  const y = allocate(shape, x.dtype).fill(value);
  writeBox(y, shape, valuesOf(x), x.shape, before);
  return y;
}

export function concat({ xs, axis, shape }: Parameters<Kernels['concat']>[0]): Data {
  const y = allocate(shape, xs[0]!.dtype);
  const outer = sizeOf(shape.slice(0, axis));
  const line = sizeOf(shape.slice(axis));
  let begin = 0;
  for (const x of xs) {
    const run = sizeOf(x.shape.slice(axis));
    for (let i = 0; i < outer; i++) y.set(valuesOf(x).subarray(i * run, (i + 1) * run), i * line + begin);
    begin += run;
  }
  return y;
}

/** Writes `x` into the part of `y` that begins at `begin`, row by row. */
function writeBox(y: Data, shape: Shape, x: Data, box: Shape, begin: readonly number[]): void {
  if (x.length === 0) return;
  const strides = stridesOf(shape);
  const line = box.at(-1) ?? 1;
  const place = new Array<number>(box.length).fill(0);
  let to = offsetOf(begin, strides);
  for (let from = 0; from < x.length; from += line) {
    y.set(x.subarray(from, from + line), to);
    for (let axis = box.length - 2; axis >= 0; axis--) {
      to += strides[axis]!;
      if (++place[axis]! < box[axis]!) break;
      to -= strides[axis]! * box[axis]!;
      place[axis] = 0;
    }
  }
}
