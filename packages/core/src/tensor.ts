import type { Backend } from './backend.js';
import { backward, type BackwardOptions } from './autograd/backward.js';
import { fromData } from './create.js';
import * as arithmetic from './ops/arithmetic.js';
import type { TensorLike } from './ops/arithmetic.js';
import { adaptiveAvgPool2d } from './ops/adaptiveAvgPool2d.js';
import { flip } from './ops/flip.js';
import { matmul } from './ops/matmul.js';
import { permute, transpose } from './ops/permute.js';
import { avgPool2d, maxPool2d, type Pool2dOptions } from './ops/pool2d.js';
import { argmax, max, mean, variance } from './ops/reduce.js';
import { flatten, reshape } from './ops/reshape.js';
import { select, slice } from './ops/slice.js';
import { logSoftmax, softmax } from './ops/softmax.js';
import { expand, sum, type Axes, type ReduceOptions } from './ops/sum.js';
import type { Pair2d, Shape } from './shape.js';
import { alias } from './tape/record.js';
import { keep } from './tape/scope.js';
import { Tensor } from './tape/tensor.js';

/** The operations as methods: `x.mul(x).sum()`. Each is the function of its name with `this` in front. */
export interface Fluent {
  add(other: TensorLike): Tensor;
  sub(other: TensorLike): Tensor;
  mul(other: TensorLike): Tensor;
  div(other: TensorLike): Tensor;
  pow(exponent: TensorLike): Tensor;
  maximum(other: TensorLike): Tensor;
  minimum(other: TensorLike): Tensor;
  /** Comparisons give 1 where they hold, else 0. */
  equal(other: TensorLike): Tensor;
  notEqual(other: TensorLike): Tensor;
  less(other: TensorLike): Tensor;
  lessEqual(other: TensorLike): Tensor;
  greater(other: TensorLike): Tensor;
  greaterEqual(other: TensorLike): Tensor;
  neg(): Tensor;
  abs(): Tensor;
  sign(): Tensor;
  exp(): Tensor;
  log(): Tensor;
  log1p(): Tensor;
  sqrt(): Tensor;
  tanh(): Tensor;
  sigmoid(): Tensor;
  erf(): Tensor;
  relu(): Tensor;
  clamp(low: number, high: number): Tensor;
  /** `this ≠ 0 ? yes : no`. */
  where(yes: Tensor, no: Tensor): Tensor;
  sum(axes?: Axes, options?: ReduceOptions): Tensor;
  mean(axes?: Axes, options?: ReduceOptions): Tensor;
  /** Biased unless `correction` is 1. */
  variance(axes?: Axes, options?: ReduceOptions & { readonly correction?: number }): Tensor;
  max(axes?: Axes, options?: ReduceOptions): Tensor;
  argmax(axis: number): Tensor;
  matmul(other: Tensor): Tensor;
  reshape(shape: Shape): Tensor;
  flatten(from?: number, to?: number): Tensor;
  permute(order: readonly number[]): Tensor;
  transpose(): Tensor;
  slice(axis: number, begin: number, end?: number): Tensor;
  select(axis: number, place: number): Tensor;
  flip(axes?: Axes): Tensor;
  expand(shape: Shape): Tensor;
  avgPool2d(kernel: Pair2d, options?: Pool2dOptions): Tensor;
  maxPool2d(kernel: Pair2d, options?: Pool2dOptions): Tensor;
  adaptiveAvgPool2d(size: Pair2d): Tensor;
  softmax(axis?: number): Tensor;
  logSoftmax(axis?: number): Tensor;
  /** The same value off the tape; shares memory. */
  detach(): Tensor;
  /** Takes this tensor out of its scope: from now on its holder frees it. */
  keep(): this;
  /** The same values on another backend, off the tape. */
  to(backend: Backend): Promise<Tensor>;
  /** Accumulates the gradient of every leaf under this scalar. @throws GradientError */
  backward(options?: BackwardOptions): void;
}

type Method = (x: Tensor, ...rest: never[]) => unknown;

const { add, sub, mul, div, pow, maximum, minimum } = arithmetic;
const { equal, notEqual, less, lessEqual, greater, greaterEqual, clamp, where } = arithmetic;
const { neg, abs, sign, exp, log, log1p, sqrt, tanh, sigmoid, erf, relu } = arithmetic;

const methods = {
  ...{ add, sub, mul, div, pow, maximum, minimum },
  ...{ equal, notEqual, less, lessEqual, greater, greaterEqual, clamp, where },
  ...{ neg, abs, sign, exp, log, log1p, sqrt, tanh, sigmoid, erf, relu },
  ...{ sum, mean, variance, max, argmax, matmul, reshape, flatten, permute, transpose, slice, select, flip, expand },
  ...{ avgPool2d, maxPool2d, adaptiveAvgPool2d, softmax, logSoftmax, keep, backward },
  detach: (x: Tensor) => alias(x),
  to: async (x: Tensor, backend: Backend) => fromData(await x.data(), x.shape, { backend, dtype: x.dtype }),
} satisfies Record<keyof Fluent, Method>;

for (const [name, method] of Object.entries<Method>(methods)) {
  Object.defineProperty(Tensor.prototype, name, {
    value(this: Tensor, ...rest: never[]) {
      return method(this, ...rest);
    },
  });
}

export { Tensor };
