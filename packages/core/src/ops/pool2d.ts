import type { Pooling2d } from '../backend/backend.js';
import { checkNoOthers } from '../checkOptions.js';
import { GradientError, ShapeError } from '../errors.js';
import { pairOf, formatShape, type Pair2d, type Shape } from '../shape.js';
import { defineOp, type Op } from '../tape/defineOp.js';
import type { Pool2dOptions } from '../tape/methods.js';
import { wrap } from '../tape/record.js';
import type { Tensor } from '../tape/tensor.js';

type Sized = Pooling2d & { readonly shape: Shape };

const averageOp: Op<[x: Tensor], Sized> = defineOp('avgPool2d', {
  forward: ([x], { shape, ...window }) =>
    wrap(x.backend, x.backend.kernels.avgPool2d({ x: x.operand, shape, ...window }), x.dtype, shape),
  backward: (dy, { inputs: [x], options }) => [averageGradientOp([dy], { ...options, shape: x.shape })],
  reads: [],
});

const averageGradientOp: Op<[dy: Tensor], Sized> = defineOp('avgPool2dGradient', {
  forward: ([dy], { shape, ...window }) =>
    wrap(dy.backend, dy.backend.kernels.avgPool2dGradient({ dy: dy.operand, shape, ...window }), dy.dtype, shape),
  backward: (dx, { inputs: [dy], options }) => [averageOp([dx], { ...options, shape: dy.shape })],
});

const maxOp: Op<[x: Tensor], Sized> = defineOp('maxPool2d', {
  forward: ([x], { shape, ...window }) =>
    wrap(x.backend, x.backend.kernels.maxPool2d({ x: x.operand, shape, ...window }), x.dtype, shape),
  backward: (dy, { inputs: [x], options }) => [maxGradientOp([dy, x], options)],
});

const maxGradientOp: Op<[dy: Tensor, x: Tensor], Sized> = defineOp('maxPool2dGradient', {
  forward: ([dy, x], window) =>
    wrap(
      dy.backend,
      dy.backend.kernels.maxPool2dGradient({ dy: dy.operand, x: x.operand, ...window }),
      dy.dtype,
      x.shape,
    ),
  backward: () => {
    throw new GradientError('maxPool2d', 'one differentiation', 'a second one, which it does not support');
  },
});

/** The mean of each `kernel` window of `[N, C, H, W]`; padding counts as zeros and in the divisor. */
export const avgPool2d = (x: Tensor, kernel: Pair2d, options: Pool2dOptions = {}): Tensor =>
  averageOp([x], sized('avgPool2d', x.shape, kernel, options));

/** The largest entry of each `kernel` window of `[N, C, H, W]`. The gradient goes to the first of equal entries. */
export const maxPool2d = (x: Tensor, kernel: Pair2d, options: Pool2dOptions = {}): Tensor =>
  maxOp([x], sized('maxPool2d', x.shape, kernel, options));

function sized(who: string, x: Shape, size: Pair2d, options: Pool2dOptions): Sized {
  const { stride: step = size, padding: edge = 0, ...others } = options;
  checkNoOthers(who, others);
  const kernel = pairOf(who, size, 1);
  const stride = pairOf(who, step, 1);
  const padding = pairOf(who, edge, 0);
  if (x.length !== 4) throw new ShapeError(who, '[N, C, H, W]', formatShape(x));
  if (padding.some((width, i) => 2 * width > kernel[i]!))
    throw new ShapeError(who, `padding of at most half of ${formatShape(kernel)}`, formatShape(padding));
  const lengths = [0, 1].map((i) => Math.floor((x[i + 2]! + 2 * padding[i]! - kernel[i]!) / stride[i]!) + 1);
  if (x[2] === 0 || x[3] === 0 || lengths.some((length) => length < 1))
    throw new ShapeError(who, 'a window within the padded input', `${formatShape(x)}, window ${formatShape(kernel)}`);
  return { kernel, stride, padding, shape: [x[0]!, x[1]!, ...lengths] };
}
