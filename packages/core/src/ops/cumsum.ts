import { axisOf } from '../shape.js';
import { defineOp, type Op } from '../tape/defineOp.js';
import type { Tensor } from '../tape/tensor.js';
import { add } from './arithmetic.js';
import { flip } from './movement/flip.js';
import { pad, slice } from './movement/slice.js';

const cumsumOp: Op<[x: Tensor], { readonly axis: number }> = defineOp('cumsum', {
  // Each pass adds the sums of the elements before: after k passes an element holds the sum of 2ᵏ of them.
  forward: ([x], { axis }) => {
    const length = x.shape[axis]!;
    let y = x;
    for (let distance = 1; distance < length; distance *= 2) {
      const before = x.shape.map((_, i) => [i === axis ? distance : 0, 0] as const);
      y = add(y, pad(slice(y, axis, 0, length - distance), before));
    }
    return y;
  },
  backward: (dy, { options: { axis } }) => [flip(cumsumOp([flip(dy, axis)], { axis }), axis)],
  reads: [],
});

/**
 * `y[i] = x[0] + … + x[i]` along `axis`; negative axes count from the end. It computes ⌈log₂ n⌉ passes for n elements.
 *
 * @throws ShapeError for an axis that does not exist
 */
export const cumsum = (x: Tensor, axis: number): Tensor => cumsumOp([x], { axis: axisOf('cumsum', axis, x.rank) });
