import type { Tensor } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';
import type { TrainingBatch, StepResult } from '@spikegrad/online';
import type { Inputs } from './inputs.js';

/** What a rule needs from one batch, besides an optimizer. */
export type ModelBatch = Required<Pick<TrainingBatch, 'model' | 'steps' | 'step' | 'multiStep'>>;

/** The inputs and the loss of a batch. @param loss the loss of one step from its logits `[N, classes]`, a scalar */
export function trainingBatchFrom(
  model: Module,
  { steps, at, all }: Inputs,
  loss: (logits: Tensor) => Tensor,
): ModelBatch {
  const result = (logits: Tensor): StepResult => ({ logits, loss: loss(logits) });
  return { model, steps, step: (t) => result(model.forward(at(t))), multiStep: { frames: all, result } };
}
