import type { Tensor } from '@spikegrad/core';
import type { Signal } from './signal.js';

/** How many states have a tensor as their value, or as the activity that travels with it. */
const holders = new WeakMap<Tensor, number>();

/**
 * A tensor or signal that lives for one sequence: a membrane, spikes, a trace, an accumulator, a mask. `sequence` carries it from step
 * to step with the activity that travels with it, takes it off the tape unless gradients flow through time, and empties it at the end.
 * Never saved.
 */
export class State {
  private held: Signal | null = null;
  /** What was counted of the value, to which activity may be attached later. */
  private counted: readonly Tensor[] = [];

  get value(): Signal | null {
    return this.held;
  }
  set value(value: Signal | null) {
    for (const x of this.counted) holders.set(x, holders.get(x)! - 1);
    this.counted = [value, value?.presynaptic].filter((x) => !!x);
    for (const x of this.counted) holders.set(x, (holders.get(x) ?? 0) + 1);
    this.held = value;
  }

  /** Whether a state, of whichever module, holds a tensor. */
  static holds(x: Tensor): boolean {
    return (holders.get(x) ?? 0) > 0;
  }
}
