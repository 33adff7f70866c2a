import type { Batch } from '@spikegrad/data';
import { onlineLoss, type Module } from '@spikegrad/nn';
import { codingOf } from '../loop/coding.js';
import { inputsOf } from '../loop/inputs.js';
import { trainingBatchFrom, type ModelBatch } from '../loop/modelBatch.js';
import type { RunConfig } from '../schema/sections.js';

/**
 * The inputs and the loss of one iteration, as a config describes them. @param iteration selects the random numbers
 * of `coding`
 */
export function trainingBatchOf(
  model: Module,
  { image, label }: Pick<Batch, 'image' | 'label'>,
  { steps, loss, seed, data }: RunConfig,
  iteration: number,
): ModelBatch {
  const coding = codingOf({ coding: data.coding, seed }, 'train', iteration);
  return trainingBatchFrom(model, inputsOf(image, { steps, coding }), (logits) => onlineLoss(logits, label, loss));
}
