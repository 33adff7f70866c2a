import type { Tensor } from '@spikegrad/core';
import type { Module, Named } from '@spikegrad/nn';

/** Numbers by the path of the parameter or buffer that they belong to, such as `layers.0.weight`. */
export type ByPath = Readonly<Record<string, readonly number[]>>;

/** What a network has learned from a sequence, on the host. A type and no interface, so that it is `Numbers` too. */
export type Learned = {
  /** Mean over the steps. */
  readonly loss: number;
  /** Sums over the steps, sample by sample. */
  readonly logits: readonly number[];
  /** What the rule left in `grad`: a rule that moves the parameters at every step leaves zeros. */
  readonly gradients: ByPath;
  /** The parameters after the sequence. */
  readonly weights: ByPath;
  /** The buffers after the sequence, such as running statistics. */
  readonly buffers: ByPath;
};

/** The gradient of every parameter; zeros where there is none. */
export const gradientsOf = (model: Module): ByPath =>
  byPath(model.namedParameters(), ({ grad, size }) => (grad ? numbers(grad) : new Array<number>(size).fill(0)));

/** The value of every parameter. */
export const weightsOf = (model: Module): ByPath => byPath(model.namedParameters(), numbers);

/** The value of every buffer. */
export const buffersOf = (model: Module): ByPath => byPath(model.namedBuffers(), numbers);

/** Frees parameters, gradients and buffers of a network that nobody needs any more. */
export function disposeOf(model: Module): void {
  for (const { value } of [...model.namedParameters(), ...model.namedBuffers()]) {
    value.grad?.dispose();
    value.dispose();
  }
}

const numbers = (x: Tensor): readonly number[] => [...x.dataSync()];

const byPath = <T extends Tensor>(named: readonly Named<T>[], read: (value: T) => readonly number[]): ByPath =>
  Object.fromEntries(named.map(({ path, value }) => [path, read(value)]));
