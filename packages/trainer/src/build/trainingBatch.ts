import type { Batch } from '@spikegrad/data';
import { onlineLoss, type BatchParts, type Module } from '@spikegrad/nn';
import { codingOf } from '../loop/coding.js';
import { inputsOf } from '../loop/inputs.js';
import { trainingBatchFrom, type ModelBatch } from '../loop/modelBatch.js';
import type { RunConfig } from '../schema/sections.js';

/**
 * The inputs and the loss of one iteration, as a config describes them. @param iteration selects the random numbers
 * of `coding` @param parts those of the batch on several ranks
 */
export function trainingBatchOf(
  model: Module,
  { image, label }: Pick<Batch, 'image' | 'label'>,
  { steps, loss, seed, data }: RunConfig,
  iteration: number,
  parts: BatchParts | null = null,
): ModelBatch {
  const coding = codingOf({ coding: data.coding, seed }, 'train', iteration, parts);
  return trainingBatchFrom(
    model,
    inputsOf(image, { steps, coding }),
    (logits) => onlineLoss(logits, label, loss),
    parts,
  );
}
