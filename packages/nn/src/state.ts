import type { Tensor } from '@spikegrad/core';

/** How many states have a tensor as their value. */
const holders = new WeakMap<Tensor, number>();

/**
 * A tensor that lives for one sequence: a membrane, a trace, an accumulator, a mask. `sequence` carries it from step to step,
 * takes it off the tape unless gradients flow through time, and empties it at the end. Never saved.
 */
export class State {
  private held: Tensor | null = null;

  get value(): Tensor | null {
    return this.held;
  }
  set value(value: Tensor | null) {
    if (this.held) holders.set(this.held, holders.get(this.held)! - 1);
    if (value) holders.set(value, (holders.get(value) ?? 0) + 1);
    this.held = value;
  }

  /** Whether a tensor is the value of a state, of whichever module. */
  static holds(x: Tensor): boolean {
    return (holders.get(x) ?? 0) > 0;
  }
}
