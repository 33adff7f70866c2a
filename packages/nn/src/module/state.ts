import type { Tensor } from '@spikegrad/core';
import { originOf } from './construction.js';
import { SequenceError } from '../errors.js';
import { disposeSignal, type Signal } from './signal.js';

/** How many states have a tensor as their value or as its presynaptic activity. */
const holders = new WeakMap<Tensor, number>();

/**
 * A tensor or signal that lives for one sequence: a membrane, spikes, a trace, an accumulator, a mask. `sequence` keeps
 * it from step to step with its presynaptic activity, detaches it unless gradients flow through time, and empties it at
 * the end. It is never saved. It can be set inside a sequence only, so a forgotten reset is an error. It must be in a
 * field of a module, or in arrays, maps, sets and plain objects there.
 */
export class State {
  private readonly owner: string;
  private held: Signal | null = null;
  private isInSequence = false;
  /** The counted tensors of the value. Activity may be added to the value later. */
  private counted: readonly Tensor[] = [];

  constructor() {
    this.owner = originOf(new.target)?.name ?? 'State';
  }

  get value(): Signal | null {
    return this.held;
  }
  /** @throws SequenceError outside a sequence, or for a state that no sequence finds */
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

  /** @internal Called by `sequence` before it begins. */
  checkAtRest(): void {
    if (this.isInSequence)
      throw new SequenceError(this.owner, 'one sequence at a time', 'a sequence within a sequence');
  }

  /** @internal Called by `sequence`. */
  enterSequence(): void {
    this.isInSequence = true;
  }

  /** @internal Called by `sequence`. Through time the value may be part of a graph that is still used. */
  leaveSequence(throughTime: boolean): void {
    if (!throughTime) disposeSignal(this.held);
    this.value = null;
    this.isInSequence = false;
  }

  /** Whether a state of any module holds a tensor. */
  static holds(x: Tensor): boolean {
    return (holders.get(x) ?? 0) > 0;
  }
}
