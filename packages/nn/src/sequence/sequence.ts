import {
  checkNoOthers,
  keep,
  noGrad,
  refusePromise,
  scope,
  ShapeError,
  formatShape,
  type Tensor,
} from '@spikegrad/core';
import { SequenceError } from '../errors.js';
import type { Module } from '../module/module.js';
import type { Monitor } from './monitor.js';
import { offTape } from './offTape.js';
import { detached, disposeSignal } from '../module/signal.js';
import type { BatchParts } from '../parallel/batchParts.js';
import type { State } from '../module/state.js';
import { Temporal, type SequenceContext } from './temporal.js';
import type { Trace } from './trace.js';

/** Options of a sequence. */
export interface SequenceOptions {
  /**
   * Keeps the graph over all steps (BPTT). Steps have no scope of their own, states are not detached, and memory grows
   * with T.
   * @defaultValue `false`
   */
  readonly throughTime?: boolean;
  /** The trace that neurons pass to the next synapses (OTTT). @defaultValue nothing */
  readonly trace?: Trace | null;
  /** Records what modules report. @defaultValue none */
  readonly monitor?: Monitor | null;
  /** The parts of the batch, if each of several ranks computes one. @defaultValue this process computes the whole batch */
  readonly parts?: BatchParts | null;
}

/**
 * Runs a model over time. It begins a sequence (membranes at rest), runs `body` for `t = 0 … steps − 1`, and ends the
 * sequence (running statistics are updated). Each step has a scope: at its end everything is freed except parameters,
 * buffers, gradients, states and what `body` returned (a tensor, or arrays, maps and plain objects of tensors), which
 * is detached.
 *
 * @example
 * sequence(model, 4, () => onlineLoss(model.forward(image), label).div(4).backward());
 * @returns what `body` returned, step by step
 * @throws SequenceError for less than one step or a model that is already in a sequence, ValueError for a function that
 * returns a promise
 */
export function sequence<R>(
  model: Module,
  steps: number,
  body: (t: number) => R,
  options: SequenceOptions = {},
): readonly R[] {
  const { throughTime = false, trace = null, monitor = null, parts = null, ...others } = options;
  checkNoOthers('sequence', others);
  if (!Number.isInteger(steps) || steps < 1)
    throw new SequenceError('sequence', 'a whole number of steps, at least 1', String(steps));
  return within(model, { steps, throughTime, trace, monitor, parts }, (states) => {
    const run = (step: (t: number) => R): readonly R[] => Array.from({ length: steps }, (_, t) => step(t));
    const step = (t: number): R => refusePromise('sequence', body(t), 'read values after the sequence');
    if (throughTime) return run(step);
    return scope(() => run((t) => alone(states, () => step(t))));
  });
}

/**
 * Runs `[T, N, …]` through the whole model in one call, as one sequence. Gradients flow through time.
 *
 * @throws ShapeError, SequenceError
 */
export function forwardSequence(
  model: Module,
  x: Tensor,
  { trace = null, monitor = null, parts = null, ...others }: Omit<SequenceOptions, 'throughTime'> = {},
): Tensor {
  checkNoOthers('forwardSequence', others);
  const [steps] = x.shape;
  if (x.rank < 2 || !steps) throw new ShapeError('forwardSequence', '[T, N, …] with T ≥ 1', formatShape(x.shape));
  const context = { steps, throughTime: true, trace, monitor, parts };
  return within(model, context, () => model.forwardSequence(x));
}

/**
 * Begins a sequence, runs `body`, and ends the sequence. If something throws, states are emptied and statistics do not
 * change.
 */
function within<R>(model: Module, context: SequenceContext, body: (states: readonly State[]) => R): R {
  const temporal = model.modules().filter((module) => module instanceof Temporal);
  for (const resting of [...temporal, ...model.states()]) resting.checkAtRest();
  const states = new Set<State>();
  const enter = (): void =>
    model.states().forEach((state) => {
      state.enterSequence();
      states.add(state);
    });
  try {
    enter();
    for (const module of temporal) module.enterSequence(context);
    enter(); // tensors that the beginning made
    const result = body([...states]);
    scope(() => noGrad(() => temporal.forEach((module) => module.leaveSequence(true))));
    return result;
  } finally {
    // Modules that have ended are skipped. If a step or an end has thrown, the others end without updating statistics.
    for (const module of temporal) module.leaveSequence(false);
    for (const state of states) state.leaveSequence(context.throughTime);
  }
}

/** One step of an online sequence: it has its own scope, and states are kept detached. */
function alone<R>(states: readonly State[], body: () => R): R {
  const before = states.map((state) => state.value);
  const release = (): void =>
    states.forEach((state, i) => {
      if (state.value !== before[i]) disposeSignal(before[i]!);
    });
  try {
    return scope(() => {
      const result = offTape(body());
      states.forEach((state, i) => {
        if (state.value && state.value !== before[i]) state.value = keep(detached(state.value));
      });
      release();
      return result;
    });
  } catch (error) {
    release(); // the scope frees what the step made, but not the previous states
    throw error;
  }
}
