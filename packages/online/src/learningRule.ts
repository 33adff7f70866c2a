import { checkOptions, formatValue, Tensor, ValueError } from '@spikegrad/core';
import { Module, type Monitor, type Optimizer } from '@spikegrad/nn';

/** What one step of a sequence computes. */
export interface StepResult {
  /** The loss of this step, a scalar, not divided by T. */
  readonly loss: Tensor;
  /** What the network says at this step, `[N, classes]`. */
  readonly logits: Tensor;
}

/** Refuses what a step gives if it is not a loss and logits. @throws ValueError */
export function checkStep(result: StepResult): StepResult {
  const { loss, logits } = (result as Partial<StepResult> | undefined) ?? {};
  if (loss instanceof Tensor && logits instanceof Tensor) return result;
  const received = result instanceof Tensor ? 'a tensor' : loss ? 'no logits' : 'no loss';
  throw new ValueError('step', 'a result of two tensors, { loss, logits }', received);
}

/** All steps of a sequence at once. */
export interface MultiStep {
  /** The frames of all steps, `[T, N, …]`. */
  readonly frames: () => Tensor;
  /** What step `t` makes of what the network says of its frame. */
  readonly result: (logits: Tensor, t: number) => StepResult;
}

/** One sequence to learn from. */
export interface TrainingBatch {
  readonly model: Module;
  readonly optimizer: Optimizer;
  /** T. */
  readonly steps: number;
  /** Computes step `t`, counted from 0. */
  readonly step: (t: number) => StepResult;
  /** The same sequence in one call of the network, for rules through time; norms over all steps need it. @defaultValue step by step */
  readonly multiStep?: MultiStep | null;
  /** Takes down rates, thresholds and the like. */
  readonly monitor?: Monitor | null;
}

/** Checks a batch before the sequence begins, so that the error names the rule. @throws ValueError */
export function checkBatch(rule: string, batch: TrainingBatch): TrainingBatch {
  const { model, optimizer, step } = checkOptions(rule, batch) as Partial<TrainingBatch>;
  const refuse = (part: string, value: unknown): never => {
    throw new ValueError(rule, `${part} in what it learns from`, formatValue(value));
  };
  if (!(model instanceof Module)) return refuse('a model', model);
  if (typeof optimizer?.step !== 'function' || typeof optimizer.zeroGrad !== 'function')
    return refuse('an optimizer', optimizer);
  if (typeof step !== 'function') return refuse('a function step', step);
  return batch;
}

/** What a sequence gave; both off the tape, and the caller's to free (or the open scope's). */
export interface BatchResult {
  /** Mean over the steps, a scalar. */
  readonly loss: Tensor;
  /** Sum over the steps, `[N, classes]`; its largest entry is the prediction. */
  readonly logits: Tensor;
}

/**
 * A way to learn from sequences: one call runs a sequence, differentiates, and moves the parameters. Gradients from before are
 * cleared first; the loss of every step is divided by T.
 */
export interface LearningRule {
  readonly name: string;
  learn(batch: TrainingBatch): BatchResult;
}
