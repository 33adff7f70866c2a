import { axesOf, axisOf, reducedShape, sizeOf, type Axes } from '../shape.js';
import { checkNoOthers } from '../checkOptions.js';
import { defineOp, type Op } from '../tape/defineOp.js';
import type { ReduceOptions } from '../tape/methods.js';
import type { Tensor } from '../tape/tensor.js';
import { add, mul } from './arithmetic.js';
import { filled } from './elementwise.js';
import { concat } from './movement/concat.js';
import { flip } from './movement/flip.js';
import { permute } from './movement/permute.js';
import { reshape } from './movement/reshape.js';
import { pad, slice } from './movement/slice.js';

const cumsumOp: Op<[x: Tensor], { readonly axis: number }> = defineOp('cumsum', {
  // Each pass adds the sums of the elements before: after k passes an element holds the sum of 2ᵏ of them.
  forward: ([x], { axis }) => {
    const length = x.shape[axis]!;
    let y = x;
    for (let apart = 1; apart < length; apart *= 2) {
      const before = x.shape.map((_, i) => [i === axis ? apart : 0, 0] as const);
      y = add(y, pad(slice(y, axis, 0, length - apart), before));
    }
    return y;
  },
  backward: (dy, { options: { axis } }) => [flip(cumsumOp([flip(dy, axis)], { axis }), axis)],
  reads: [],
});

/** The sum of each element and all before it along `axis`. Takes log₂ of the length passes. */
export const cumsum = (x: Tensor, axis: number): Tensor => cumsumOp([x], { axis: axisOf('cumsum', axis, x.rank) });

/**
 * The product along `axes`; 1 for no elements. Its gradient is right for zeros and negative numbers as well. Takes log₂ of the number of elements passes.
 */
export function prod(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('prod', others);
  const along = axesOf('prod', axes, x.rank);
  const shape = reducedShape(x.shape, along, keepAxes);
  const kept = x.shape.flatMap((_, axis) => (along.includes(axis) ? [] : [axis]));
  const count = sizeOf(along.map((axis) => x.shape[axis]!));
  if (count === 0) return filled(x.backend, x.dtype, shape, 1);
  let y = reshape(permute(x, [...kept, ...along]), [sizeOf(shape), count]);
  while (y.shape[1]! > 1) {
    const half = Math.floor(y.shape[1]! / 2);
    const halves = mul(slice(y, 1, 0, half), slice(y, 1, half, 2 * half));
    y = y.shape[1]! % 2 === 0 ? halves : concat([halves, slice(y, 1, 2 * half)], 1);
  }
  return reshape(y, shape);
}
