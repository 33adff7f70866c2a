import type { Tensor } from '@spikegrad/core';
import type { BatchParts, Module } from '@spikegrad/nn';
import type { TrainingBatch, StepResult } from '@spikegrad/online';
import type { Inputs } from './inputs.js';

/** What a rule needs from one batch, besides an optimizer. */
export type ModelBatch = Required<Pick<TrainingBatch, 'model' | 'steps' | 'step' | 'multiStep'>>;

/**
 * The inputs and the loss of a batch.
 *
 * @param loss the loss of one step from its logits `[N, classes]`, a scalar: a mean over the samples
 * @param parts on several ranks, the loss of each is weighted by its share of the batch; their sum is the loss of the
 * batch
 */
export function trainingBatchFrom(
  model: Module,
  { steps, at, all }: Inputs,
  loss: (logits: Tensor) => Tensor,
  parts: BatchParts | null = null,
): ModelBatch {
  const weighted = (value: Tensor): Tensor => (parts ? value.mul(parts.weight) : value);
  const result = (logits: Tensor): StepResult => ({ logits, loss: weighted(loss(logits)) });
  return { model, steps, step: (t) => result(model.forward(at(t))), multiStep: { frames: all, result } };
}
