import { ShapeError } from '../../errors.js';
import { axisOf, checkShape, formatShape, sizeOf, type Shape } from '../../shape.js';
import { defineOp } from '../../tape/defineOp.js';
import { alias } from '../../tape/record.js';
import { checkTensor, type Tensor } from '../../tape/tensor.js';

const reshapeOp = defineOp<[x: Tensor], { readonly shape: Shape }>('reshape', {
  forward: ([x], { shape }) => alias(x, shape),
  backward: (dy, { inputs: [x] }) => [reshape(dy, x.shape)],
  reads: [],
});

/**
 * The same elements in the same order with another shape. One length may be −1 and is then computed. The new tensor
 * shares memory.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  return reshapeOp([x], { shape: completed(checkTensor('reshape', x), shape) });
}

/**
 * Merges the axes from `from` to `to` (inclusive; negative axes count from the end) into one. If `to` is `from − 1`,
 * there is nothing to merge, and it adds an axis of length 1.
 */
export function flatten(x: Tensor, from = 1, to = -1): Tensor {
  checkTensor('flatten', x);
  const first = from < 0 ? from + x.rank : from;
  const end = (to < 0 ? to + x.rank : to) + 1;
  const begin = Math.min(first, x.rank);
  if (!Number.isInteger(begin) || !Number.isInteger(end) || begin < 0 || end > x.rank || begin > end) {
    throw new ShapeError('flatten', `axes of ${formatShape(x.shape)} in order`, `${from} to ${to}`);
  }
  return reshape(x, [...x.shape.slice(0, begin), sizeOf(x.shape.slice(begin, end)), ...x.shape.slice(end)]);
}

/**
 * Removes an axis of length 1, or all of them.
 *
 * @param axis negative axes count from the end @defaultValue all axes of length 1
 * @throws ShapeError for an axis of another length
 */
export function squeeze(x: Tensor, axis?: number): Tensor {
  checkTensor('squeeze', x);
  if (axis === undefined)
    return reshape(
      x,
      x.shape.filter((length) => length !== 1),
    );
  const along = axisOf('squeeze', axis, x.rank);
  if (x.shape[along] !== 1) throw new ShapeError('squeeze', `length 1 along axis ${along}`, formatShape(x.shape));
  return reshape(x, x.shape.toSpliced(along, 1));
}

/** Adds an axis of length 1 before axis `axis`. −1 adds it at the end. @throws ShapeError */
export function unsqueeze(x: Tensor, axis: number): Tensor {
  const along = axisOf('unsqueeze', axis, checkTensor('unsqueeze', x).rank + 1);
  return reshape(x, x.shape.toSpliced(along, 0, 1));
}

function completed(x: Tensor, shape: Shape): Shape {
  const open = shape.indexOf(-1);
  const known = sizeOf(shape.filter((_, axis) => axis !== open));
  const full = open < 0 ? [...shape] : shape.with(open, known === 0 ? 0 : x.size / known);
  const whole = full.every((length) => Number.isInteger(length)) ? checkShape('reshape', full) : null;
  if (!whole || sizeOf(whole) !== x.size)
    throw new ShapeError('reshape', `${x.size} elements, as ${formatShape(x.shape)} has`, formatShape(shape));
  return whole;
}
