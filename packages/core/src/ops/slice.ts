import { ShapeError } from '../errors.js';
import { axisOf, show, type Shape } from '../shape.js';
import { defineOp, type Op } from '../tape/define.js';
import { wrap } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';
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

/** The part of `axis` from `begin` up to, not including, `end`. */
export function slice(
  x: Tensor,
  axis: number,
  begin: number,
  end: number = x.shape[axisOf('slice', axis, x.rank)]!,
): Tensor {
  const along = axisOf('slice', axis, x.rank);
  const length = x.shape[along]!;
  if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < 0 || begin > end || end > length) {
    throw new ShapeError('slice', `0 ≤ begin ≤ end ≤ ${length}`, `${begin} and ${end}`);
  }
  return sliceOp([x], {
    begin: x.shape.map((_, i) => (i === along ? begin : 0)),
    shape: x.shape.with(along, end - begin),
  });
}

/** One place of `axis`, which disappears from the shape. */
export function select(x: Tensor, axis: number, place: number): Tensor {
  const along = axisOf('select', axis, x.rank);
  return reshape(slice(x, along, place, place + 1), x.shape.toSpliced(along, 1));
}

/** Adds `[before, after]` elements of `value` to every axis. */
export function pad(x: Tensor, widths: readonly (readonly [before: number, after: number])[], value = 0): Tensor {
  if (widths.length !== x.rank || !widths.flat().every((width) => Number.isInteger(width) && width >= 0)) {
    throw new ShapeError('pad', `${x.rank} pairs of whole numbers of at least 0`, show(widths.flat()));
  }
  const before = widths.map(([front]) => front);
  return padOp([x], {
    before,
    shape: x.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]),
    value,
  });
}
