import { checkChoice, noGrad } from '@spikegrad/core';
import { sequence, type Trace } from '@spikegrad/nn';
import { checkBatch, checkStep, type TrainingBatch, type BatchResult } from './learningRule.js';
import { RunningSum } from './runningSum.js';

/** When parameters move: once a sequence, or after every step that is learned from. */
export type Update = 'accumulate' | 'online';

/** @throws ValueError */
export const checkUpdate = (rule: string, update: Update): Update =>
  checkChoice(rule, 'update', update, ['accumulate', 'online']);

/** How rules that learn step by step differ. */
export interface Stepwise {
  /** The name of the rule. */
  readonly rule: string;
  readonly update: Update;
  /** Replaces spikes in weight gradients. @defaultValue the spikes themselves */
  readonly trace?: Trace;
  /** Whether step `t` is learned from; the others run forward off the tape. @defaultValue every step is */
  readonly learnsAt?: (t: number) => boolean;
}

/** Forward and backward at every step, the graph dropped in between: memory does not depend on T. */
export function learnStepwise(
  batch: TrainingBatch,
  { rule, update, trace, learnsAt = () => true }: Stepwise,
): BatchResult {
  const { model, optimizer, steps, step, monitor = null } = checkBatch(rule, batch);
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
    sequence(model, steps, learn, { trace: trace ?? null, monitor });
    if (update === 'accumulate') optimizer.step();
    monitor?.checkWeights();
    return { loss: loss.dividedBy(steps), logits: logits.dividedBy(1) };
  } finally {
    loss.dispose();
    logits.dispose();
  }
}
