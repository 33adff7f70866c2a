import { checkOptions, formatValue, Tensor, ValueError } from '@spikegrad/core';
import { Module, type BatchParts, type Monitor, type Updater } from '@spikegrad/nn';

/** The result of one step of a sequence. */
export interface StepResult {
  /** The loss of this step, a scalar, not divided by T. */
  readonly loss: Tensor;
  /** The network's output at this step, `[N, classes]`. */
  readonly logits: Tensor;
}

/** Checks that the result of a step is a loss and logits. @throws ValueError */
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
  /** The result of step `t` from the network's output. */
  readonly result: (logits: Tensor, t: number) => StepResult;
}

/** One sequence to train on. */
export interface TrainingBatch {
  readonly model: Module;
  /** Called for every update. */
  readonly optimizer: Updater;
  /** T. */
  readonly steps: number;
  /** Computes step `t`, counted from 0. */
  readonly step: (t: number) => StepResult;
  /**
   * The same sequence in one call of the network, for rules through time. Norms over all steps need it. @defaultValue
   * step by step
   */
  readonly multiStep?: MultiStep | null;
  /** Records firing rates, thresholds and similar values. */
  readonly monitor?: Monitor | null;
  /** The parts of the batch, if each of several ranks computes one. @defaultValue this process computes the whole batch */
  readonly parts?: BatchParts | null;
}

/** Checks a batch before the sequence begins, so that the error names the rule. @throws ValueError */
export function checkBatch(rule: string, batch: TrainingBatch): TrainingBatch {
  const { model, optimizer, step } = checkOptions(rule, batch) as Partial<TrainingBatch>;
  const refuse = (part: string, value: unknown): never => {
    throw new ValueError(rule, `${part} in the batch`, formatValue(value));
  };
  if (!(model instanceof Module)) return refuse('a model', model);
  if (typeof optimizer?.step !== 'function' || typeof optimizer.zeroGrad !== 'function')
    return refuse('an optimizer', optimizer);
  if (typeof step !== 'function') return refuse('a function step', step);
  return batch;
}

/** The result of a sequence. Both tensors are detached. The caller or the current scope frees them. */
export interface BatchResult {
  /** Mean over the steps, a scalar. */
  readonly loss: Tensor;
  /** Sum over the steps, `[N, classes]`; its largest entry is the prediction. */
  readonly logits: Tensor;
}

/**
 * A learning rule: one call runs a sequence, computes gradients and updates the parameters. It clears earlier gradients
 * first and divides the loss of every step by T.
 */
export interface LearningRule {
  readonly name: string;
  learn(batch: TrainingBatch): BatchResult;
}
