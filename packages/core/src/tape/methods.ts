import type { Backend } from '../backend/backend.js';
import type { Axes, Pair2d, Shape } from '../shape.js';

/** Whether reduced axes are kept with length 1. @defaultValue `{ keepAxes: false }` */
export interface ReduceOptions {
  readonly keepAxes?: boolean;
}

/** Options of a variance or a standard deviation. */
export interface VarianceOptions extends ReduceOptions {
  /** The sum of squares is divided by the number of elements minus this. `1` gives the unbiased variance. @defaultValue `0` */
  readonly correction?: number;
}

/** Options of a pooling window. */
export interface Pool2dOptions {
  /** @defaultValue the kernel's size: adjacent windows */
  readonly stride?: Pair2d;
  /** At most half the kernel. @defaultValue `0` */
  readonly padding?: Pair2d;
}

/** Options of a backward pass. */
export interface GraphOptions {
  /** Records the backward pass too, for gradients of gradients. @defaultValue `false` */
  readonly createGraph?: boolean;
  /** Keeps the graph for another backward pass. @defaultValue the value of `createGraph` */
  readonly retainGraph?: boolean;
}

/**
 * The operations as methods: `x.mul(x).sum()`. Each is the function of the same name with `this` as its first argument.
 *
 * @typeParam Tensor the class that has the methods. It is a parameter, so that this file imports no file that imports it.
 */
export interface TensorMethods<Tensor> {
  add(other: Tensor | number): Tensor;
  sub(other: Tensor | number): Tensor;
  mul(other: Tensor | number): Tensor;
  div(other: Tensor | number): Tensor;
  pow(exponent: Tensor | number): Tensor;
  maximum(other: Tensor | number): Tensor;
  minimum(other: Tensor | number): Tensor;
  /** Comparisons give 1 where they are true, else 0. */
  equal(other: Tensor | number): Tensor;
  notEqual(other: Tensor | number): Tensor;
  less(other: Tensor | number): Tensor;
  lessEqual(other: Tensor | number): Tensor;
  greater(other: Tensor | number): Tensor;
  greaterEqual(other: Tensor | number): Tensor;
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
  variance(axes?: Axes, options?: VarianceOptions): Tensor;
  /** Biased unless `correction` is 1. */
  std(axes?: Axes, options?: VarianceOptions): Tensor;
  prod(axes?: Axes, options?: ReduceOptions): Tensor;
  max(axes?: Axes, options?: ReduceOptions): Tensor;
  min(axes?: Axes, options?: ReduceOptions): Tensor;
  argmax(axis: number): Tensor;
  argmin(axis: number): Tensor;
  cumsum(axis: number): Tensor;
  matmul(other: Tensor): Tensor;
  reshape(shape: Shape): Tensor;
  flatten(from?: number, to?: number): Tensor;
  squeeze(axis?: number): Tensor;
  unsqueeze(axis: number): Tensor;
  permute(order: readonly number[]): Tensor;
  transpose(): Tensor;
  slice(axis: number, begin: number, end?: number): Tensor;
  select(axis: number, place: number): Tensor;
  split(size: number | readonly number[], axis?: number): readonly Tensor[];
  repeat(counts: readonly number[]): Tensor;
  flip(axes?: Axes): Tensor;
  expand(shape: Shape): Tensor;
  avgPool2d(kernel: Pair2d, options?: Pool2dOptions): Tensor;
  maxPool2d(kernel: Pair2d, options?: Pool2dOptions): Tensor;
  adaptiveAvgPool2d(size: Pair2d): Tensor;
  softmax(axis?: number): Tensor;
  logSoftmax(axis?: number): Tensor;
  /** The same value without a graph. It shares memory. */
  detach(): Tensor;
  /** Removes this tensor from its scope. Afterwards the caller frees it. */
  keep(): this;
  /** The same values on another backend, without a graph. */
  to(backend: Backend): Promise<Tensor>;
  /** Adds the gradient of this scalar to the `grad` of every leaf that it depends on. @throws GradientError */
  backward(options?: GraphOptions & { readonly gradient?: Tensor }): void;
}
