import { SequenceError } from '../errors.js';
import { Module } from '../module/module.js';
import type { BatchParts } from '../parallel/batchParts.js';
import type { Monitor } from './monitor.js';
import type { Trace } from './trace.js';

/** The current sequence of a model's modules. */
export interface SequenceContext {
  /** T, the number of steps announced. */
  readonly steps: number;
  /** Whether gradients flow from step to step; then states are not detached. */
  readonly throughTime: boolean;
  /** The trace that neurons pass to the next synapses; `null` for none. */
  readonly trace: Trace | null;
  /** Records firing rates, thresholds and similar values; `null` for none. */
  readonly monitor: Monitor | null;
  /** The parts of the batch on several ranks; `null` if this process computes the whole batch. */
  readonly parts: BatchParts | null;
}

/** A module with state between steps. It runs inside `sequence` only, so a forgotten reset is an error. */
export abstract class Temporal extends Module {
  private context: SequenceContext | null = null;
  private seen = 0;

  override get stateful(): boolean {
    return true;
  }

  /** @internal Called by `sequence` before it begins, so that an error does not change the running sequence. */
  checkAtRest(): void {
    if (this.context)
      throw new SequenceError(this.constructor.name, 'one sequence at a time', 'a sequence within a sequence');
  }

  /** @internal Called by `sequence`. */
  enterSequence(context: SequenceContext): void {
    this.context = context;
    this.seen = 0;
    this.beginSequence();
  }

  /** @internal Called by `sequence`; `completed` is false if a step has thrown. */
  leaveSequence(completed: boolean): void {
    if (completed) this.endSequence(this.seen);
    this.context = null;
  }

  /** Before the first step. */
  protected beginSequence(): void {}

  /** After the last step; `steps` is the number of steps that this module has run. */
  protected endSequence(_steps: number): void {}

  /** The current sequence of this module. @throws SequenceError outside a sequence */
  protected get sequence(): SequenceContext {
    if (this.context) return this.context;
    throw new SequenceError(
      this.constructor.name,
      'to run inside sequence(model, steps, body)',
      'a call outside of a sequence',
    );
  }

  /** Counts a step and returns its index, from 0. @throws SequenceError for more steps than announced */
  protected nextStep(): number {
    const { steps } = this.sequence;
    if (this.seen >= steps) {
      throw new SequenceError(
        this.constructor.name,
        `the ${steps} steps announced to sequence`,
        `step ${this.seen + 1}`,
      );
    }
    return this.seen++;
  }
}
