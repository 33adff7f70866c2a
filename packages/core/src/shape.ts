import { ShapeError, ValueError } from './errors.js';
import { formatValue } from './formatValue.js';

/** Sizes of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The number of elements of a shape. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, length) => size * length, 1);

/** A shape as errors print it, such as `[2, 3]`. */
export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Checks that `shape` is a list of whole numbers of at least 0. @throws ShapeError */
export function checkShape(who: string, shape: Shape): Shape {
  if (!Array.isArray(shape) && !ArrayBuffer.isView(shape))
    throw new ShapeError(who, 'a shape, a list of lengths such as [2, 3]', formatValue(shape));
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new ShapeError(who, 'lengths that are whole numbers of at least 0', formatShape(shape));
  }
  return shape;
}

/** The shape of two operands after broadcasting: axes are aligned at the end, and a length of 1 is repeated. */
export function broadcastShapes(who: string, ...shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (first && shapes.every((shape) => sameShape(shape, first))) return first;
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const lengths = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const length = lengths.find((candidate) => candidate !== 1) ?? 1;
    if (lengths.some((other) => other !== 1 && other !== length)) {
      throw new ShapeError(who, 'shapes that broadcast to one', shapes.map(formatShape).join(' and '));
    }
    return length;
  });
}

/** An axis counted from the front; negative axes count from the end. */
export function axisOf(who: string, axis: number, rank: number): number {
  const counted = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || counted < 0 || counted >= rank) {
    throw new ShapeError(who, `an axis from ${-rank} to ${rank - 1}`, String(axis));
  }
  return counted;
}

/** Axes that an operation reduces; all by default. */
export type Axes = number | readonly number[] | undefined;

/** Axes counted from the front in ascending order; all axes by default. */
export function axesOf(who: string, axes: Axes, rank: number): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const counted = (typeof axes === 'number' ? [axes] : axes).map((axis) => axisOf(who, axis, rank));
  if (new Set(counted).size !== counted.length) throw new ShapeError(who, 'every axis once', formatShape(counted));
  return counted.sort((a, b) => a - b);
}

/** The shape after `axes` are reduced; with `keepAxes` they have length 1. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepAxes: boolean): Shape =>
  keepAxes
    ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
    : shape.filter((_, axis) => !axes.includes(axis));

/** One number for height and width, or both. */
export type Pair2d = number | readonly [height: number, width: number];

/** `[height, width]` from one number or two. */
export function pairOf(who: string, value: Pair2d, least: number): readonly [number, number] {
  const pair = typeof value === 'number' ? ([value, value] as const) : value;
  if (pair.length !== 2 || !pair.every((entry) => Number.isInteger(entry) && entry >= least)) {
    throw new ValueError(who, `whole numbers of at least ${least}`, String(value));
  }
  return pair;
}
