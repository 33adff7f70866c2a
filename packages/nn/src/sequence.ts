import { keep, scope, Tensor } from '@spikegrad/core';
import { SequenceError } from './errors.js';
import type { Module } from './module.js';
import type { Monitor } from './monitor.js';
import type { State } from './state.js';
import { Temporal, type SequenceContext } from './temporal.js';
import type { Trace } from './trace.js';

/** How a sequence treats time. */
export interface SequenceOptions {
  /**
   * Keeps the graph from step to step (BPTT): no step has a scope of its own, states stay on the tape, memory grows with T.
   * @defaultValue `false`
   */
  readonly throughTime?: boolean;
  /** What neurons hand to the synapses they feed (OTTT). @defaultValue nothing */
  readonly trace?: Trace | null;
  /** Takes down what modules report. @defaultValue nobody */
  readonly monitor?: Monitor | null;
}

/**
 * The one construct of time. Begins a sequence (membranes at rest), runs `body` for `t = 0 … steps − 1`, ends it (running
 * statistics move). Each step has a scope: afterwards everything is freed but parameters, buffers, gradients, states and what
 * `body` returned, which is off the tape.
 *
 * @example
 * sequence(model, 4, () => onlineLoss(model.forward(image), label).div(4).backward());
 * @returns what `body` returned, step by step
 * @throws SequenceError
 */
export function sequence<R>(
  model: Module,
  steps: number,
  body: (t: number) => R,
  options: SequenceOptions = {},
): readonly R[] {
  const { throughTime = false, trace = null, monitor = null } = options;
  if (!Number.isInteger(steps) || steps < 1) throw new SequenceError('sequence', 'at least one step', String(steps));
  return within(model, { steps, throughTime, trace, monitor }, () => {
    const states = model.states();
    const step = throughTime ? body : (t: number): R => alone(states, () => body(t));
    return Array.from({ length: steps }, (_, t) => step(t));
  });
}

/** `[T, N, …]` through the whole model in one call: states begin and end here, gradients flow through time. */
export function forwardSequence(
  model: Module,
  x: Tensor,
  { trace = null, monitor = null }: Omit<SequenceOptions, 'throughTime'> = {},
): Tensor {
  const context = { steps: x.shape[0]!, throughTime: true, trace, monitor };
  return within(model, context, () => model.forwardSequence(x));
}

/** Begins a sequence, runs `body`, and ends it: completely, or without a trace when something throws. */
function within<R>(model: Module, context: SequenceContext, body: () => R): R {
  const temporal = model.modules().filter((module) => module instanceof Temporal);
  const entered: Temporal[] = [];
  let completed = false;
  try {
    for (const module of temporal) {
      module.enterSequence(context);
      entered.push(module);
    }
    const result = body();
    completed = true;
    return result;
  } finally {
    scope(() => entered.forEach((module) => module.leaveSequence(completed)));
    for (const state of model.states()) clear(state, context.throughTime);
  }
}

/** One step of an online sequence: its own scope, states carried over off the tape. */
function alone<R>(states: readonly State[], body: () => R): R {
  const before = states.map((state) => state.value);
  return scope(() => {
    const result = body();
    states.forEach((state, i) => {
      if (state.value === before[i]) return;
      if (state.value) state.value = keep(state.value.detach());
      before[i]?.dispose();
    });
    return result instanceof Tensor && result.node ? (result.detach() as R & Tensor) : result;
  });
}

function clear(state: State, throughTime: boolean): void {
  if (!throughTime) state.value?.dispose();
  state.value = null;
}
