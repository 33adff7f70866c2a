import { ShapeError } from '../../errors.js';
import { checkShape, formatShape, sameShape, type Shape } from '../../shape.js';
import { defineOp, type Op } from '../../tape/defineOp.js';
import { wrap } from '../../tape/record.js';
import type { Tensor } from '../../tape/tensor.js';

const gatherOp: Op<[x: Tensor, indices: Tensor]> = defineOp('gather', {
  forward: ([x, indices]) => {
    const { backend, dtype } = x;
    const shape = [...indices.shape, ...x.shape.slice(1)];
    return wrap(backend, backend.kernels.gather({ x: x.operand, indices: indices.operand, shape }), dtype, shape);
  },
  backward: (dy, { inputs: [x, indices] }) => [scatterOp([dy, indices], { shape: x.shape }), null],
});

const scatterOp: Op<[x: Tensor, indices: Tensor], { readonly shape: Shape }> = defineOp('scatterAdd', {
  forward: ([x, indices], { shape }) => {
    const { backend, dtype } = x;
    return wrap(backend, backend.kernels.scatterAdd({ x: x.operand, indices: indices.operand, shape }), dtype, shape);
  },
  backward: (dy, { inputs: [, indices] }) => [gatherOp([dy, indices]), null],
});

/**
 * Adds slices of axis 0 to a tensor of zeros of `length` slices: `y[indices[i]] += x[i]`, `x` `[n, …]`, `indices` `[n]`. An index out of range adds
 * nothing. It is the adjoint of `gather`.
 *
 * @throws ShapeError
 */
export function scatterAdd(x: Tensor, indices: Tensor, length: number): Tensor {
  if (x.rank === 0 || !sameShape(indices.shape, x.shape.slice(0, 1))) {
    throw new ShapeError(
      'scatterAdd',
      '[n, …] and indices [n]',
      `${formatShape(x.shape)} and ${formatShape(indices.shape)}`,
    );
  }
  return scatterOp([x, indices], { shape: checkShape('scatterAdd', [length, ...x.shape.slice(1)]) });
}

/** Slices of axis 0 by index: `y[i] = x[indices[i]]`, `indices` `[n]`. An index out of range gives zeros. */
export function gather(x: Tensor, indices: Tensor): Tensor {
  if (x.rank === 0 || indices.rank !== 1) {
    throw new ShapeError(
      'gather',
      '[m, …] and indices [n]',
      `${formatShape(x.shape)} and ${formatShape(indices.shape)}`,
    );
  }
  return gatherOp([x, indices]);
}
