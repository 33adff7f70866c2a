import { axesOf, type Axes } from '../../shape.js';
import { defineOp, type Op } from '../../tape/defineOp.js';
import { wrap } from '../../tape/record.js';
import type { Tensor } from '../../tape/tensor.js';

const flipOp: Op<[x: Tensor], { readonly axes: readonly number[] }> = defineOp('flip', {
  forward: ([x], { axes }) => wrap(x.backend, x.backend.kernels.flip({ x: x.operand, axes }), x.dtype, x.shape),
  backward: (dy, { options: { axes } }) => [flipOp([dy], { axes })],
});

/** The elements in reverse order along `axes`. */
export const flip = (x: Tensor, axes?: Axes): Tensor => flipOp([x], { axes: axesOf('flip', axes, x.rank) });
