import { ShapeError } from '../../errors.js';
import { axisOf, formatShape, type Shape } from '../../shape.js';
import { defineOp, type Op } from '../../tape/defineOp.js';
import { wrap } from '../../tape/record.js';
import type { Tensor } from '../../tape/tensor.js';
import { reshape } from './reshape.js';

const sliceOp: Op<[x: Tensor], { readonly begin: readonly number[]; readonly shape: Shape }> = defineOp('slice', {
  forward: ([x], { begin, shape }) => {
    const { backend, dtype } = x;
    return wrap(backend, backend.kernels.slice({ x: x.operand, begin, shape }), dtype, shape);
  },
  backward: (dy, { inputs: [x], options: { begin } }) => [padOp([dy], { before: begin, shape: x.shape, value: 0 })],
});

const padOp: Op<[x: Tensor], { readonly before: readonly number[]; readonly shape: Shape; readonly value: number }> =
  defineOp('pad', {
    forward: ([x], { before, shape, value }) => {
      const { backend, dtype } = x;
      return wrap(backend, backend.kernels.pad({ x: x.operand, before, shape, value }), dtype, shape);
    },
    backward: (dy, { inputs: [x], options: { before } }) => [sliceOp([dy], { begin: before, shape: x.shape })],
  });

/**
 * The part of `axis` from `begin` up to, not including, `end`. Negative positions count from the end. @throws
 * ShapeError
 */
export function slice(
  x: Tensor,
  axis: number,
  begin: number,
  end: number = x.shape[axisOf('slice', axis, x.rank)]!,
): Tensor {
  const along = axisOf('slice', axis, x.rank);
  const length = x.shape[along]!;
  const [first, after] = [begin, end].map((place) => (place < 0 ? place + length : place)) as [number, number];
  if (!Number.isInteger(first) || !Number.isInteger(after) || first < 0 || first > after || after > length) {
    throw new ShapeError('slice', `begin <= end, both from ${-length} to ${length}`, `${begin} and ${end}`);
  }
  return sliceOp([x], {
    begin: x.shape.map((_, i) => (i === along ? first : 0)),
    shape: x.shape.with(along, after - first),
  });
}

/**
 * One position of `axis`, which is removed from the shape. Negative positions count from the end. @throws ShapeError
 */
export function select(x: Tensor, axis: number, place: number): Tensor {
  const along = axisOf('select', axis, x.rank);
  const length = x.shape[along]!;
  const from = place < 0 ? place + length : place;
  if (!Number.isInteger(from) || from < 0 || from >= length)
    throw new ShapeError('select', `a position from ${-length} to ${length - 1}`, String(place));
  return reshape(slice(x, along, from, from + 1), x.shape.toSpliced(along, 1));
}

/**
 * Splits a tensor into parts along `axis`, in order.
 *
 * @param size a number: the length of all parts, but the last part may be shorter; or a list: the length of each part
 * @throws ShapeError if the lengths do not add up to that of the axis
 */
export function split(x: Tensor, size: number | readonly number[], axis = 0): readonly Tensor[] {
  const along = axisOf('split', axis, x.rank);
  const length = x.shape[along]!;
  const sizes = typeof size === 'number' ? equalParts(length, size) : size;
  const isWhole = sizes.every((each) => Number.isInteger(each) && each >= 0);
  if (!isWhole || sizes.reduce((sum, each) => sum + each, 0) !== length)
    throw new ShapeError('split', `whole lengths whose sum is ${length}`, formatShape([size].flat()));
  let begin = 0;
  return sizes.map((each) => slice(x, along, begin, (begin += each)));
}

function equalParts(length: number, size: number): readonly number[] {
  if (!Number.isInteger(size) || size < 1) throw new ShapeError('split', 'parts of at least 1 element', String(size));
  return Array.from({ length: Math.ceil(length / size) }, (_, i) => Math.min(size, length - i * size));
}

/** Adds `[before, after]` elements of `value` to every axis. */
export function pad(x: Tensor, widths: readonly (readonly [before: number, after: number])[], value = 0): Tensor {
  if (widths.length !== x.rank || !widths.flat().every((width) => Number.isInteger(width) && width >= 0)) {
    throw new ShapeError('pad', `${x.rank} pairs of whole numbers of at least 0`, formatShape(widths.flat()));
  }
  const before = widths.map(([front]) => front);
  return padOp([x], {
    before,
    shape: x.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]),
    value,
  });
}
