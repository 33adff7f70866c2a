import { checkNoOthers } from '../checkOptions.js';
import { axesOf, reducedShape, sizeOf, type Axes } from '../shape.js';
import type { ReduceOptions } from '../tape/methods.js';
import type { Tensor } from '../tape/tensor.js';
import { add, mul } from './arithmetic.js';
import { concat } from './movement/concat.js';
import { permute } from './movement/permute.js';
import { reshape } from './movement/reshape.js';
import { slice } from './movement/slice.js';
import { sum } from './sum.js';

/**
 * The product along `axes`; 1 for no elements. Its gradient is also right for zeros and negative numbers. It computes ⌈log₂ n⌉ products for n elements.
 *
 * @throws ShapeError for an axis that does not exist
 */
export function prod(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('prod', others);
  const along = axesOf('prod', axes, x.rank);
  const shape = reducedShape(x.shape, along, keepAxes);
  const kept = x.shape.flatMap((_, axis) => (along.includes(axis) ? [] : [axis]));
  const count = sizeOf(along.map((axis) => x.shape[axis]!));
  if (count === 0) return add(sum(x, along, { keepAxes }), 1);
  let y = reshape(permute(x, [...kept, ...along]), [sizeOf(shape), count]);
  while (y.shape[1]! > 1) {
    const half = Math.floor(y.shape[1]! / 2);
    const halves = mul(slice(y, 1, 0, half), slice(y, 1, half, 2 * half));
    y = y.shape[1]! % 2 === 0 ? halves : concat([halves, slice(y, 1, 2 * half)], 1);
  }
  return reshape(y, shape);
}
