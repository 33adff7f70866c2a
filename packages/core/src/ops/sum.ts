import { checkNoOthers } from '../checkOptions.js';
import { Expression } from '../program/expression.js';
import { compile } from '../program/program.js';
import { axesOf, broadcastShapes, reducedShape, sameShape, formatShape, type Axes, type Shape } from '../shape.js';
import { ShapeError } from '../errors.js';
import { defineOp } from '../tape/defineOp.js';
import type { ReduceOptions } from '../tape/methods.js';
import { alias, wrap } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';
import { reshape } from './movement/reshape.js';

const sumOp = defineOp<[x: Tensor], { readonly axes: readonly number[] }>('sum', {
  forward: ([x], { axes }) => {
    if (axes.length === 0) return alias(x);
    const { backend, dtype } = x;
    return wrap(
      backend,
      backend.kernels.reduce({ kind: 'sum', x: x.operand, axes }),
      dtype,
      reducedShape(x.shape, axes, true),
    );
  },
  backward: (dy, { inputs: [x] }) => [expand(dy, x.shape)],
  reads: [],
});

const identity = compile('expand', 1, 0, [new Expression({ kind: 'input', place: 0 })]);

const expandOp = defineOp<[x: Tensor], { readonly shape: Shape }>('expand', {
  forward: ([x], { shape }) => {
    const { backend, dtype } = x;
    const [handle] = backend.kernels.elementwise({ program: identity, inputs: [x.operand], scalars: [], shape, dtype });
    return wrap(backend, handle, dtype, shape);
  },
  backward: (dy, { inputs: [x] }) => [sumTo(dy, x.shape)],
  reads: [],
});

/** The sum along `axes`. */
export function sum(x: Tensor, axes?: Axes, { keepAxes = false, ...others }: ReduceOptions = {}): Tensor {
  checkNoOthers('sum', others);
  const along = axesOf('sum', axes, x.rank);
  const kept = sumOp([x], { axes: along });
  return keepAxes ? kept : reshape(kept, reducedShape(x.shape, along, false));
}

/** Broadcasts to `shape`: repeats axes of length 1 and adds axes in front. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return reshape(x, shape);
  if (!sameShape(broadcastShapes('expand', x.shape, shape), shape)) {
    throw new ShapeError('expand', `a shape that broadcasts to ${formatShape(shape)}`, formatShape(x.shape));
  }
  return expandOp([x], { shape: [...shape] });
}

/** The adjoint of broadcasting: sums until the shape is `shape` again. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return reshape(x, shape);
  const added = x.rank - shape.length;
  const axes = x.shape.flatMap((length, axis) =>
    axis < added || (shape[axis - added] === 1 && length !== 1) ? [axis] : [],
  );
  return reshape(sum(x, axes, { keepAxes: true }), shape);
}
