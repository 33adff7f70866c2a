import { ShapeError } from '../errors.js';
import { formatShape } from '../shape.js';
import type { Tensor } from '../tape/tensor.js';
import { reshape } from './movement/reshape.js';
import { expand } from './sum.js';

/**
 * Repeats the whole tensor along every axis. If there are more counts than axes, axes of length 1 are added in front.
 *
 * @param counts how often each axis is repeated; at least as many numbers as `x` has axes
 * @throws ShapeError
 */
export function repeat(x: Tensor, counts: readonly number[]): Tensor {
  const isWhole = counts.every((count) => Number.isInteger(count) && count >= 0);
  if (!isWhole || counts.length < x.rank)
    throw new ShapeError(
      'repeat',
      `a whole number of at least 0 for each axis of ${formatShape(x.shape)}`,
      formatShape(counts),
    );
  const shape = [...Array<number>(counts.length - x.rank).fill(1), ...x.shape];
  const separated = reshape(
    x,
    shape.flatMap((length) => [1, length]),
  );
  const repeated = expand(
    separated,
    shape.flatMap((length, axis) => [counts[axis]!, length]),
  );
  return reshape(
    repeated,
    shape.map((length, axis) => length * counts[axis]!),
  );
}
