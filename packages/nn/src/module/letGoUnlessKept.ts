import { letGo, type Tensor } from '@spikegrad/core';
import { State } from './state.js';

/** Lets go of values but for those among others, and those that are the value of a state. */
export function letGoUnlessKept(values: readonly Tensor[], others: readonly Tensor[]): void {
  for (const x of values) if (!others.includes(x) && !State.holds(x)) letGo(x);
}
