import type { Data } from '../backend/backend.js';
import { checkNoOthers, checkOptions } from '../checkOptions.js';
import { ValueError } from '../errors.js';
import { broadcastShapes, type Shape } from '../shape.js';
import { expand } from '../ops/sum.js';
import { noGrad } from '../tape/noGrad.js';
import type { Tensor } from '../tape/tensor.js';

/** @see allClose */
export interface CloseOptions {
  /** The allowed difference, as a fraction of the second number. @defaultValue `1e-5` */
  readonly relativeTolerance?: number;
  /** The allowed difference that does not depend on the numbers. @defaultValue `1e-8` */
  readonly absoluteTolerance?: number;
}

/**
 * Whether `|a − b| ≤ absoluteTolerance + relativeTolerance · |b|` for all elements of two tensors, which broadcast. Equal infinities are close; NaN is
 * close to nothing. The tensors may have different backends and dtypes. The values of both are read.
 *
 * @throws ShapeError if they do not broadcast, ValueError for a negative tolerance
 */
export async function allClose(a: Tensor, b: Tensor, options: CloseOptions = {}): Promise<boolean> {
  const { relativeTolerance = 1e-5, absoluteTolerance = 1e-8, ...others } = checkOptions('allClose', options);
  checkNoOthers('allClose', others);
  for (const tolerance of [relativeTolerance, absoluteTolerance])
    if (!(tolerance >= 0)) throw new ValueError('allClose', 'tolerances of at least 0', String(tolerance));
  const shape = broadcastShapes('allClose', a.shape, b.shape);
  const [left, right] = [await valuesOf(a, shape), await valuesOf(b, shape)];
  return left.every((value, i) => {
    const other = right[i]!;
    const difference = Math.abs(value - other);
    return (
      value === other ||
      (difference < Infinity && difference <= absoluteTolerance + relativeTolerance * Math.abs(other))
    );
  });
}

async function valuesOf(x: Tensor, shape: Shape): Promise<Data> {
  const whole = noGrad(() => expand(x, shape));
  try {
    return await whole.data();
  } finally {
    whole.dispose();
  }
}
