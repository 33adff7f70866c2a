import { stack, type Tensor } from '@spikegrad/core';
import type { Coding } from './coding.js';

/** The inputs of a network for one batch: per time step, and for all steps at once. */
export interface Inputs {
  /** T. */
  readonly steps: number;
  /** The input of step `t`, `[N, …]`. */
  readonly at: (t: number) => Tensor;
  /** The inputs of all steps, `[T, N, …]`. */
  readonly all: () => Tensor;
}

/** @see inputsOf */
export interface InputOptions {
  /** T of a batch of still images. */
  readonly steps: number;
  readonly coding: Coding;
  /** Whether the first axis of a batch is time. @defaultValue whether it has five axes, `[T, N, C, H, W]` */
  readonly timeFirst?: boolean;
}

/** Still images `[N, …]`, coded at every step; or frame `t` of a batch of frames `[T, N, …]` at step `t`. */
export function inputsOf(image: Tensor, { steps, coding, timeFirst = image.rank === 5 }: InputOptions): Inputs {
  if (timeFirst) return { steps: image.shape[0]!, at: (t) => image.select(0, t), all: () => image };
  const all = (): Tensor => stack(Array.from({ length: steps }, () => coding(image)));
  return { steps, at: () => coding(image), all };
}
