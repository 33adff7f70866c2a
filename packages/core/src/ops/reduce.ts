import { checkNoOthers } from '../checkOptions.js';
import { ShapeError } from '../errors.js';
import { axesOf, axisOf, reducedShape, formatShape, sizeOf, type Axes } from '../shape.js';
import { defineOp } from '../tape/defineOp.js';
import type { ReduceOptions, VarianceOptions } from '../tape/methods.js';
import { noGrad } from '../tape/noGrad.js';
import { wrap } from '../tape/record.js';
import { scope } from '../tape/scope.js';
import type { Tensor } from '../tape/tensor.js';
import { div, mul, neg, sub } from './arithmetic.js';
import { elementwise } from './elementwise.js';
import { reshape } from './movement/reshape.js';
import { sum } from './sum.js';

/** The mean along `axes`. @throws ShapeError for no elements */
export function mean(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('mean', others);
  return div(sum(x, axes, { keepAxes }), countOf('mean', x, axes, 1));
}

/**
 * The sum of squared differences from the mean, divided by `count − correction`. It is biased by default, as in the
 * paper. @throws ShapeError if there are not more than `correction` elements
 */
export function variance(
  x: Tensor,
  axes?: Axes,
  { correction = 0, keepAxes = false, ...others }: VarianceOptions = {},
): Tensor {
  checkNoOthers('variance', others);
  const count = countOf('variance', x, axes, 1 + correction);
  const centred = sub(x, mean(x, axes, { keepAxes: true }));
  return div(sum(mul(centred, centred), axes, { keepAxes }), count - correction);
}

/** The standard deviation, `√variance`. Its gradient is 0 where all elements are equal. Options and errors are those of `variance`. */
export function std(
  x: Tensor,
  axes?: Axes,
  { correction = 0, keepAxes = false, ...others }: VarianceOptions = {},
): Tensor {
  checkNoOthers('std', others);
  countOf('std', x, axes, 1 + correction);
  return rootOp({ x: variance(x, axes, { correction, keepAxes }) });
}

/** `√x` with slope 0 at 0. */
const rootOp = elementwise('std', ['x'], [], ({ x }) => x.equal(0).where(0, x.equal(0).where(1, x).sqrt()));

const maxOp = defineOp<[x: Tensor], { readonly axes: readonly number[] }>('max', {
  forward: ([x], { axes }) => {
    const { backend, dtype } = x;
    return wrap(
      backend,
      backend.kernels.reduce({ kind: 'max', x: x.operand, axes }),
      dtype,
      reducedShape(x.shape, axes, true),
    );
  },
  backward: (dy, { inputs: [x], output: y, options: { axes } }) => {
    const ties = noGrad(() => tied({ x, y }));
    return [shared({ ties, dy, count: sum(ties, axes, { keepAxes: true }) })];
  },
});

/** 1 where an entry is the largest; where that is NaN, at every NaN. */
const tied = elementwise('max gradient', ['x', 'y'], [], ({ x, y }) => x.equal(y).where(1, x.notEqual(x)));

/** Equal largest values share the gradient equally. */
const shared = elementwise('max gradient', ['ties', 'dy', 'count'], [], ({ ties, dy, count }) =>
  ties.where(dy.div(count), 0),
);

/** The largest value along `axes`. @throws ShapeError for no elements */
export function max(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('max', others);
  const along = axesOf('max', axes, x.rank);
  countOf('max', x, axes, 1);
  if (along.length === 0) return reshape(x, x.shape);
  const kept = maxOp([x], { axes: along });
  return keepAxes ? kept : reshape(kept, reducedShape(x.shape, along, false));
}

/** The smallest value along `axes`. Equal smallest values share the gradient equally. @throws ShapeError for no elements */
export function min(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('min', others);
  countOf('min', x, axes, 1);
  return neg(max(neg(x), axes, { keepAxes }));
}

/** The first index of the largest value along `axis`; no gradient. */
export const argmax = (x: Tensor, axis: number): Tensor => argmaxOf('argmax', x, axis);

/** The first index of the smallest value along `axis`; no gradient. */
export const argmin = (x: Tensor, axis: number): Tensor => scope(() => argmaxOf('argmin', neg(x.detach()), axis));

function argmaxOf(who: string, x: Tensor, axis: number): Tensor {
  const along = axisOf(who, axis, x.rank);
  countOf(who, x, along, 1);
  const { backend, dtype } = x;
  return wrap(
    backend,
    backend.kernels.argmax({ x: x.operand, axis: along }),
    dtype,
    reducedShape(x.shape, [along], false),
  );
}

function countOf(who: string, x: Tensor, axes: Axes, least: number): number {
  const count = sizeOf(axesOf(who, axes, x.rank).map((axis) => x.shape[axis]!));
  if (count < least) throw new ShapeError(who, `at least ${least} elements along the axes`, formatShape(x.shape));
  return count;
}
