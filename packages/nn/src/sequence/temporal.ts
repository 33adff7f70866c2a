import { SequenceError } from '../errors.js';
import { Module } from '../module/module.js';
import type { Monitor } from './monitor.js';
import type { Trace } from './trace.js';

/** The sequence that the modules of a model are in. */
export interface SequenceContext {
  /** T, the number of steps announced. */
  readonly steps: number;
  /** Whether gradients flow from step to step; states stay on the tape. */
  readonly throughTime: boolean;
  /** What neurons hand to the synapses they feed, besides spikes; `null` for nothing. */
  readonly trace: Trace | null;
  /** Records rates, thresholds and similar values; `null` where nothing is recorded. */
  readonly monitor: Monitor | null;
}

/** A module that carries something from step to step. It runs inside `sequence` only, so that a forgotten reset is an error. */
export abstract class Temporal extends Module {
  private context: SequenceContext | null = null;
  private seen = 0;

  override get stateful(): boolean {
    return true;
  }

  /** @internal Called by `sequence` before it enters anything, so that a refusal leaves the running sequence as it is. */
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

  /** @internal Called by `sequence`; `completed` is false when a step has thrown. */
  leaveSequence(completed: boolean): void {
    if (completed) this.endSequence(this.seen);
    this.context = null;
  }

  /** Before the first step. */
  protected beginSequence(): void {}

  /** After the last step; `steps` is how many this module has really seen. */
  protected endSequence(_steps: number): void {}

  /** The sequence this module is in. @throws SequenceError outside of one */
  protected get sequence(): SequenceContext {
    if (this.context) return this.context;
    throw new SequenceError(
      this.constructor.name,
      'to run inside sequence(model, steps, body)',
      'a call outside of a sequence',
    );
  }

  /** Counts a step and gives its number, from 0. @throws SequenceError for more steps than were announced */
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
