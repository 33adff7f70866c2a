import { onlineLoss } from '@spikegrad/nn';
import type { Batch } from '@spikegrad/data';
import type { Module } from '@spikegrad/nn';
import { validate } from '../fit/validate.js';
import type { Group } from '../loop/group.js';
import { codingOf } from '../loop/coding.js';
import type { Validation } from '../loop/epoch.js';
import { inputsOf } from '../loop/inputs.js';
import type { RunConfig } from '../schema/sections.js';
import { dynamically } from './dynamically.js';

/**
 * Loss and accuracy of a run's model on its validation set, also with the statistics and thresholds of each batch if
 * the config requests it.
 *
 * @param batches returns the batches of one pass, those of this rank
 * @returns `null` if it was stopped
 */
export async function validateRun(
  model: Module,
  batches: () => AsyncIterable<Batch>,
  { steps, seed, data, loss, validation }: RunConfig,
  group: Group,
): Promise<Validation | null> {
  const inputs = (image: Batch['image'], batch: number) =>
    inputsOf(image, { steps, coding: codingOf({ coding: data.coding, seed }, 'test', batch) });
  const once = (): Promise<Validation | null> =>
    validate(model, batches(), inputs, (logits, label) => onlineLoss(logits, label, loss), group);
  const result = await once();
  if (!result || !validation.dynamic) return result;
  const again = await dynamically(model, once);
  if (!again) return null;
  const { samples: _, ...dynamic } = again;
  return { ...result, dynamic };
}
