import { ShapeError } from '../../errors.js';
import { formatShape } from '../../shape.js';
import type { Tensor } from '../../tape/tensor.js';
import { expand } from '../sum.js';
import { reshape } from './reshape.js';

/**
 * Repeats the whole tensor along every axis. Counts in front of the axes of `x` add axes.
 *
 * @param counts how often, by axis; at least one for every axis
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
  const apart = reshape(
    x,
    shape.flatMap((length) => [1, length]),
  );
  const repeated = expand(
    apart,
    shape.flatMap((length, axis) => [counts[axis]!, length]),
  );
  return reshape(
    repeated,
    shape.map((length, axis) => length * counts[axis]!),
  );
}
