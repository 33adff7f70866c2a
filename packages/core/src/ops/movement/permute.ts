import { ShapeError } from '../../errors.js';
import { axisOf, formatShape } from '../../shape.js';
import { defineOp } from '../../tape/defineOp.js';
import { wrap } from '../../tape/record.js';
import type { Tensor } from '../../tape/tensor.js';

const permuteOp = defineOp<[x: Tensor], { readonly order: readonly number[] }>('permute', {
  forward: ([x], { order }) => {
    const { backend, dtype } = x;
    const shape = order.map((axis) => x.shape[axis]!);
    return wrap(backend, backend.kernels.permute({ x: x.operand, order, shape }), dtype, shape);
  },
  backward: (dy, { options: { order } }) => [
    permute(
      dy,
      order.map((_, axis) => order.indexOf(axis)),
    ),
  ],
});

/** The axes in another order: axis `i` of the result is axis `order[i]` of `x`. Copies. */
export function permute(x: Tensor, order: readonly number[]): Tensor {
  const axes = order.map((axis) => axisOf('permute', axis, x.rank));
  if (axes.length !== x.rank || new Set(axes).size !== x.rank) {
    throw new ShapeError('permute', `every axis of ${formatShape(x.shape)} once`, formatShape(order));
  }
  return permuteOp([x], { order: axes });
}

/** The last two axes exchanged. */
export function transpose(x: Tensor): Tensor {
  const order = x.shape.map((_, axis) => axis);
  return permute(x, [...order.slice(0, -2), x.rank - 1, x.rank - 2]);
}
