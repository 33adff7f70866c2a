import type { Tensor } from '@spikegrad/core';
import { originOf } from './construction.js';
import { SequenceError } from '../errors.js';
import { disposeSignal, type Signal } from './signal.js';

/** How many states have a tensor as their value, or as the activity that travels with it. */
const holders = new WeakMap<Tensor, number>();

/**
 * A tensor or signal that lives for one sequence: a membrane, spikes, a trace, an accumulator, a mask. `sequence` carries it from step
 * to step with the activity that travels with it, takes it off the tape unless gradients flow through time, and empties it at the end.
 * Never saved. It takes a value inside a sequence only, so that a forgotten reset is an error, and it has to be where the sequence finds it: in
 * a field of a module, or in arrays, maps, sets and plain objects there.
 */
export class State {
  private readonly owner: string;
  private held: Signal | null = null;
  private isInSequence = false;
  /** What was counted of the value, to which activity may be attached later. */
  private counted: readonly Tensor[] = [];

  constructor() {
    this.owner = originOf(new.target)?.name ?? 'State';
  }

  get value(): Signal | null {
    return this.held;
  }
  /** @throws SequenceError for a value outside of a sequence, or of a state that no sequence finds */
  set value(value: Signal | null) {
    if (value && !this.isInSequence)
      throw new SequenceError(
        this.owner,
        'to run inside sequence(model, steps, body), of a model that has its states in fields where they are found (not #private)',
        'a call outside of it',
      );
    for (const x of this.counted) holders.set(x, holders.get(x)! - 1);
    this.counted = [value, value?.presynaptic].filter((x) => !!x);
    for (const x of this.counted) holders.set(x, (holders.get(x) ?? 0) + 1);
    this.held = value;
  }

  /** @internal Called by `sequence` before it enters anything. */
  checkAtRest(): void {
    if (this.isInSequence)
      throw new SequenceError(this.owner, 'one sequence at a time', 'a sequence within a sequence');
  }

  /** @internal Called by `sequence`. */
  enterSequence(): void {
    this.isInSequence = true;
  }

  /** @internal Called by `sequence`; through time the value may be part of a graph that lives on. */
  leaveSequence(throughTime: boolean): void {
    if (!throughTime) disposeSignal(this.held);
    this.value = null;
    this.isInSequence = false;
  }

  /** Whether a state, of whichever module, holds a tensor. */
  static holds(x: Tensor): boolean {
    return (holders.get(x) ?? 0) > 0;
  }
}
