import { checkChoice, noGrad } from '@spikegrad/core';
import { sequence, type Trace } from '@spikegrad/nn';
import { checkBatch, checkStep, type TrainingBatch, type BatchResult } from './learningRule.js';
import { RunningSum } from './runningSum.js';

/** When parameters are updated: once per sequence, or after every step with a backward pass. */
export type Update = 'accumulate' | 'online';

/** @throws ValueError */
export const checkUpdate = (rule: string, update: Update): Update =>
  checkChoice(rule, 'update', update, ['accumulate', 'online']);

/** The differences between step-by-step rules. */
export interface Stepwise {
  /** The name of the rule. */
  readonly rule: string;
  readonly update: Update;
  /** Replaces spikes in weight gradients. @defaultValue the spikes themselves */
  readonly trace?: Trace;
  /** Whether step `t` has a backward pass. The others run forward without recording. @defaultValue every step has */
  readonly learnsAt?: (t: number) => boolean;
}

/** Forward and backward at every step. The graph is freed after each step, so memory does not depend on T. */
export function learnStepwise(
  batch: TrainingBatch,
  { rule, update, trace, learnsAt = () => true }: Stepwise,
): BatchResult {
  const { model, optimizer, steps, step, monitor = null, parts = null } = checkBatch(rule, batch);
  const loss = new RunningSum();
  const logits = new RunningSum();
  const learn = (t: number): void => {
    const forward = () => checkStep(step(t));
    const learns = learnsAt(t);
    const result = learns ? forward() : noGrad(forward);
    if (learns) result.loss.div(steps).backward();
    loss.add(result.loss);
    logits.add(result.logits);
    if (!learns || update === 'accumulate') return;
    optimizer.step();
    optimizer.zeroGrad();
  };
  try {
    optimizer.zeroGrad();
    sequence(model, steps, learn, { trace: trace ?? null, monitor, parts });
    if (update === 'accumulate') optimizer.step();
    monitor?.checkWeights();
    return { loss: loss.dividedBy(steps), logits: logits.dividedBy(1) };
  } finally {
    loss.dispose();
    logits.dispose();
  }
}
