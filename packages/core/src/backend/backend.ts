import type { Shape } from '../shape.js';
import type { Program } from '../program/program.js';

/** Element types. Training is float32; float64 exists on the reference CPU for gradient checks and trajectories. */
export type DType = 'float32' | 'float64';

/** Values on the host. */
export type Data = Float32Array | Float64Array;

/** A backend's reference to a tensor in its memory. Only that backend reads it. */
export type Handle = unknown;

/** What a kernel gets of a tensor. It is dense and row-major, whatever layout the handle has. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly handle: Handle;
}

/** Live tensors of a backend and their bytes. */
export interface MemoryReport {
  readonly tensors: number;
  readonly bytes: number;
  /** The most bytes that were live at once since the backend was made, or since `resetPeak()`. */
  readonly peakBytes: number;
}

/** How a 2-D window moves: `[height, width]` each. */
export interface Window2d {
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

export interface Convolution2d extends Window2d {
  readonly groups: number;
}

export interface Pooling2d {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
}

/**
 * Everything that a backend computes. Each kernel takes checked arguments, allocates its result and returns at once.
 * `shape` is the result's shape, computed by the op that calls. All tensors of a call have the same dtype.
 *
 * NaN and Infinity: every kernel follows IEEE 754, and NaN propagates. Comparisons with NaN are false (`notEqual` is
 * true), and `where` treats NaN as a true condition. `maximum`, `minimum`, `max`, `argmax` and max pooling return NaN,
 * or the index of the first NaN. A value that is not finite changes the results that read it and no others. A backend
 * may have four differences, and no others:
 *
 * 1. A convolution may skip a product with an input or gradient of 0. A weight that is not finite then does not show.
 * 2. A convolution may compute several values at once: tiles of 4 × 4 positions of one sample, windows of one pair of
 *    channels, or all positions of a channel with one weight. If one of these values is not finite, the others may be
 *    NaN or infinite too. ±∞ may then be NaN.
 * 3. A product with a constant 0 of a formula may be 0.
 * 4. 1 to the power of NaN or ±∞ may be 1 or NaN. A constant power of ±½ may be a square root.
 *
 * `docs/nan.md` explains these rules, and `backendContract` tests them on every backend.
 */
export interface Kernels {
  /** Evaluates `program` at every element of `shape`; inputs broadcast to it. One handle per output. */
  elementwise(call: {
    readonly program: Program;
    readonly inputs: readonly Operand[];
    readonly scalars: readonly number[];
    readonly shape: Shape;
    readonly dtype: DType;
  }): readonly Handle[];
  /** Reduces `axes` (ascending, at least one), which are kept with length 1; an empty sum is 0. */
  reduce(call: { readonly kind: 'sum' | 'max'; readonly x: Operand; readonly axes: readonly number[] }): Handle;
  /** The first index of the largest value along `axis`; of the first NaN, if there is one. */
  argmax(call: { readonly x: Operand; readonly axis: number }): Handle;
  /** `[batch, m, k] · [batch, k, n]`; a batch of 1 serves all; a transposed operand is stored `[batch, k, m]` or `[batch, n, k]`. */
  matmul(call: {
    readonly a: Operand;
    readonly b: Operand;
    readonly transposeA: boolean;
    readonly transposeB: boolean;
    readonly shape: Shape;
  }): Handle;
  permute(call: { readonly x: Operand; readonly order: readonly number[]; readonly shape: Shape }): Handle;
  /** The part of size `shape` that begins at `begin`. */
  slice(call: { readonly x: Operand; readonly begin: readonly number[]; readonly shape: Shape }): Handle;
  /** A tensor filled with `value`, with `x` at the position `before`. */
  pad(call: {
    readonly x: Operand;
    readonly before: readonly number[];
    readonly value: number;
    readonly shape: Shape;
  }): Handle;
  flip(call: { readonly x: Operand; readonly axes: readonly number[] }): Handle;
  concat(call: { readonly xs: readonly Operand[]; readonly axis: number; readonly shape: Shape }): Handle;
  /** Selects slices of axis 0: `out[i] = x[indices[i]]`. An index out of range gives zeros. */
  gather(call: { readonly x: Operand; readonly indices: Operand; readonly shape: Shape }): Handle;
  /** The adjoint of `gather`: `out[indices[i]] += x[i]`. */
  scatterAdd(call: { readonly x: Operand; readonly indices: Operand; readonly shape: Shape }): Handle;
  /** NCHW inputs, OIHW weights. */
  conv2d(call: Convolution2d & { readonly x: Operand; readonly w: Operand; readonly shape: Shape }): Handle;
  conv2dInputGradient(
    call: Convolution2d & { readonly dy: Operand; readonly w: Operand; readonly shape: Shape },
  ): Handle;
  conv2dWeightGradient(
    call: Convolution2d & { readonly x: Operand; readonly dy: Operand; readonly shape: Shape },
  ): Handle;
  /** Divides by the window's size, padding included. */
  avgPool2d(call: Pooling2d & { readonly x: Operand; readonly shape: Shape }): Handle;
  avgPool2dGradient(call: Pooling2d & { readonly dy: Operand; readonly shape: Shape }): Handle;
  /** Padding counts as −∞, and NaN as the largest. */
  maxPool2d(call: Pooling2d & { readonly x: Operand; readonly shape: Shape }): Handle;
  /** Each window's gradient goes to its first largest entry, the first NaN if there is one. */
  maxPool2dGradient(call: Pooling2d & { readonly x: Operand; readonly dy: Operand }): Handle;
  /** Mean and biased variance of every channel (axis 1): two handles of shape `[C]`. */
  channelStatistics(call: { readonly x: Operand }): readonly [mean: Handle, variance: Handle];
  /** `x · scale + shift`, one scale and shift a channel. */
  channelAffine(call: { readonly x: Operand; readonly scale: Operand; readonly shift: Operand }): Handle;
  /**
   * With `Î = (x − mean) · inverseDeviation`: `dx = scale · (dy − mean(dy) − Î · mean(dy · Î))` and the sums `Σ dy` and
   * `Σ dy · Î` of every channel.
   */
  channelNormGradient(call: {
    readonly dy: Operand;
    readonly x: Operand;
    readonly mean: Operand;
    readonly inverseDeviation: Operand;
    readonly scale: Operand;
  }): readonly [dx: Handle, sum: Handle, product: Handle];
}

export type KernelName = keyof Kernels;

/** A kernel's name and what it is called with. */
export type KernelCall = {
  readonly [Name in KernelName]: readonly [name: Name, call: Parameters<Kernels[Name]>[0]];
}[KernelName];

/** Called with a deferred computation and with the call whose result it is. It must call `compute` at once. */
export type DeferredObserver = (call: KernelCall, compute: () => void) => void;

/** A device: it stores tensors and computes with them. Calls return at once and take effect in program order. */
export interface Backend {
  readonly name: string;
  /**
   * The instruction set of its compiled kernels, if there are any. Results may differ from those of other devices in
   * their last bits.
   */
  readonly instructions?: string;
  readonly dtypes: readonly DType[];
  /**
   * Whether tensors have shapes but no values, as on `meta`; then no random numbers are drawn for them. @defaultValue
   * `false`
   */
  readonly shapesOnly?: boolean;
  readonly kernels: Kernels;
  /** Makes a tensor from host values. `data` has the dtype's own array type and belongs to the backend afterwards. */
  write(data: Data, dtype: DType): Handle;
  /** Copies values to the host after everything enqueued before is done. */
  read(handle: Handle, dtype: DType, size: number): Promise<Data>;
  /** The same without waiting; only on backends whose memory the host owns. */
  readSync?(handle: Handle, dtype: DType, size: number): Data;
  /** Frees a handle. It is called exactly once for each handle. */
  free(handle: Handle): void;
  memory(): MemoryReport;
  resetPeak(): void;
  /**
   * Only on backends that may compute results later than their kernels are called. `observer` runs each such
   * computation from now on, so that a profiler assigns its time to the right call. `null` ends it.
   */
  observeDeferred?(observer: DeferredObserver | null): void;
  /**
   * Ends threads, frees buffers and compiled kernels, and releases the backend's memory. Afterwards its tensors can
   * only be freed. Any other use of them or of the backend fails with a `DisposedBackendError`, also a read that still
   * waits. A second call does nothing. `disposable` adds these rules to a backend, which then only frees what is its
   * own.
   */
  dispose(): void;
}

/** The array type of a dtype. */
export const arrayOf = { float32: Float32Array, float64: Float64Array } as const;

/** Bytes per element. */
export const bytesOf = { float32: 4, float64: 8 } as const satisfies Record<DType, number>;
