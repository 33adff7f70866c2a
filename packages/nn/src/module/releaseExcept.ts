import { release, type Tensor } from '@spikegrad/core';
import { State } from './state.js';

/** Releases values, except those among `others` and those that are the value of a state. */
export function releaseExcept(values: readonly Tensor[], others: readonly Tensor[]): void {
  for (const x of values) if (!others.includes(x) && !State.holds(x)) release(x);
}
