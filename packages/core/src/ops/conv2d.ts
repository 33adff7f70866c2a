import type { Convolution2d } from '../backend/backend.js';
import { checkNoOthers } from '../checkOptions.js';
import { ShapeError, ValueError } from '../errors.js';
import { pairOf, sameShape, formatShape, type Pair2d, type Shape } from '../shape.js';
import { defineOp, type Op } from '../tape/defineOp.js';
import { wrap } from '../tape/record.js';
import { checkTensor, type Tensor } from '../tape/tensor.js';
import { add } from './arithmetic.js';
import { checkPresynaptic } from './presynaptic.js';
import { reshape } from './movement/reshape.js';
import { sum } from './sum.js';

/** Options of a convolution. One number applies to height and width. */
export interface Conv2dOptions {
  /** Stride of the window. @defaultValue `1` */
  readonly stride?: Pair2d;
  /** Zeros on each side. @defaultValue `0` */
  readonly padding?: Pair2d;
  /** Distance between taps. @defaultValue `1` */
  readonly dilation?: Pair2d;
  /** Number of channel groups, as in PyTorch. @defaultValue `1` */
  readonly groups?: number;
  /**
   * Replaces the input in the weight gradient, as the trace of past spikes in OTTT does. The value and the gradient of
   * the input do not change. @defaultValue the input itself
   */
  readonly presynaptic?: Tensor;
}

type Sized = Convolution2d & { readonly shape: Shape };

// The three functions below are bilinear, and the gradients of each are the other two. So all derivatives exist.
const forwardOp: Op<[x: Tensor, w: Tensor, ...b: Tensor[]], Sized> = defineOp('conv2d', {
  forward: ([x, w, b], { shape, ...window }) => {
    const { backend, dtype } = x;
    const y = wrap(backend, backend.kernels.conv2d({ x: x.operand, w: w.operand, shape, ...window }), dtype, shape);
    return b ? add(y, reshape(b, [b.size, 1, 1])) : y;
  },
  backward: (dy, { inputs: [x, w, b], options, needs }) => [
    needs[0] ? inputGradientOp([dy, w], { ...options, shape: x.shape }) : null,
    needs[1] ? weightGradientOp([x, dy], { ...options, shape: w.shape }) : null,
    ...biasGradient(dy, b, needs[2]),
  ],
  reads: [0, 1],
});

/** The gradient of the bias, if there is one. */
const biasGradient = (dy: Tensor, b: Tensor | undefined, isNeeded: boolean | undefined): readonly (Tensor | null)[] =>
  b ? [isNeeded ? sum(dy, [0, 2, 3]) : null] : [];

const inputGradientOp: Op<[dy: Tensor, w: Tensor], Sized> = defineOp('conv2dInputGradient', {
  forward: ([dy, w], { shape, ...window }) => {
    const { backend, dtype } = dy;
    return wrap(
      backend,
      backend.kernels.conv2dInputGradient({ dy: dy.operand, w: w.operand, shape, ...window }),
      dtype,
      shape,
    );
  },
  backward: (dx, { inputs: [dy, w], options, needs }) => [
    needs[0] ? forwardOp([dx, w], { ...options, shape: dy.shape }) : null,
    needs[1] ? weightGradientOp([dx, dy], { ...options, shape: w.shape }) : null,
  ],
});

const weightGradientOp: Op<[x: Tensor, dy: Tensor], Sized> = defineOp('conv2dWeightGradient', {
  forward: ([x, dy], { shape, ...window }) => {
    const { backend, dtype } = x;
    return wrap(
      backend,
      backend.kernels.conv2dWeightGradient({ x: x.operand, dy: dy.operand, shape, ...window }),
      dtype,
      shape,
    );
  },
  backward: (dw, { inputs: [x, dy], options, needs }) => [
    needs[0] ? inputGradientOp([dy, dw], { ...options, shape: x.shape }) : null,
    needs[1] ? forwardOp([x, dw], { ...options, shape: dy.shape }) : null,
  ],
});

/** The value is `conv2d(x, w)`. The weight gradient uses the presynaptic activity. */
const presynapticOp: Op<[x: Tensor, w: Tensor, presynaptic: Tensor, ...b: Tensor[]], Sized> = defineOp('conv2d', {
  forward: ([x, w, , b], options) => forwardOp(b ? [x, w, b] : [x, w], options),
  backward: (dy, { inputs: [x, w, presynaptic, b], options, needs }) => [
    needs[0] ? inputGradientOp([dy, w], { ...options, shape: x.shape }) : null,
    needs[1] ? weightGradientOp([presynaptic, dy], { ...options, shape: w.shape }) : null,
    null,
    ...biasGradient(dy, b, needs[3]),
  ],
  reads: [1, 2],
});

/**
 * 2-D cross-correlation.
 *
 * @param x `[N, C, H, W]`
 * @param w `[O, C / groups, kernelHeight, kernelWidth]`
 * @param b `[O]`, or null for none
 * @returns `[N, O, H', W']` with `H' = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1`
 * @throws ShapeError, ValueError
 */
export function conv2d(x: Tensor, w: Tensor, b: Tensor | null = null, options: Conv2dOptions = {}): Tensor {
  checkTensor('conv2d', x);
  checkTensor('conv2d', w);
  const { stride = 1, padding = 0, dilation = 1, groups = 1, presynaptic, ...others } = options;
  checkNoOthers('conv2d', others);
  const window = {
    stride: pairOf('conv2d stride', stride, 1),
    padding: pairOf('conv2d padding', padding, 0),
    dilation: pairOf('conv2d dilation', dilation, 1),
    groups,
  };
  const sized = { ...window, shape: outputShape(x.shape, w.shape, b?.shape, window) };
  checkPresynaptic('conv2d', x, presynaptic);
  const bias = b ? [b] : [];
  return presynaptic ? presynapticOp([x, w, presynaptic, ...bias], sized) : forwardOp([x, w, ...bias], sized);
}

function outputShape(
  x: Shape,
  w: Shape,
  b: Shape | undefined,
  { stride, padding, dilation, groups }: Convolution2d,
): Shape {
  if (!Number.isInteger(groups) || groups < 1)
    throw new ValueError('conv2d groups', 'a whole number of at least 1', String(groups));
  const fits =
    x.length === 4 &&
    w.length === 4 &&
    x[1] === w[1]! * groups &&
    w[0]! % groups === 0 &&
    w[2]! > 0 &&
    w[3]! > 0 &&
    (!b || sameShape(b, [w[0]!]));
  if (!fits) {
    const received = [x, w, ...(b ? [b] : [])].map(formatShape).join(', ');
    throw new ShapeError(
      'conv2d',
      `[N, C, H, W], [O, C / ${groups}, kh, kw]${b ? ' and [O]' : ''}, ${groups} dividing O`,
      received,
    );
  }
  const lengths = [0, 1].map(
    (i) => Math.floor((x[i + 2]! + 2 * padding[i]! - dilation[i]! * (w[i + 2]! - 1) - 1) / stride[i]!) + 1,
  );
  if (lengths.some((length) => length < 1)) {
    throw new ShapeError(
      'conv2d',
      `a window within the padded input`,
      `input ${formatShape(x)}, window ${formatShape(w.slice(2))}`,
    );
  }
  return [x[0]!, w[0]!, ...lengths];
}
