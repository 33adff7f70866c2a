import { ValueError, type Tensor } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';
import type { Group } from '../loop/group.js';
import type { Validation } from '../loop/epoch.js';
import type { Inputs } from '../loop/inputs.js';
import { estimate } from '../loop/interval.js';
import { predictions } from '../loop/predictions.js';
import type { BatchSource } from './options.js';

/** Loss and accuracy of a model on batches; `null` if it is stopped. @param batches those of this rank */
export async function validate(
  model: Module,
  batches: BatchSource,
  inputsOf: (image: Tensor, batch: number) => Inputs,
  loss: (logits: Tensor, label: Tensor) => Tensor,
  group: Group,
): Promise<Validation | null> {
  let [samples, right, sum] = [0, 0, 0];
  for await (const prediction of predictions(model, batches, { inputsOf, loss, group })) {
    if (group.signal.aborted) return null;
    samples += prediction.predicted.length;
    right += prediction.right;
    sum += prediction.loss * prediction.predicted.length;
  }
  if (samples === 0) throw new ValueError('fit', 'at least one validation batch', 'none');
  const { accuracy, low, high } = estimate(right, samples);
  return { samples, accuracy, low, high, loss: sum / samples };
}
