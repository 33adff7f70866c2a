import type { Batch } from '@spikegrad/data';
import { onlineLoss, type Module } from '@spikegrad/nn';
import { codingOf } from '../loop/coding.js';
import { inputsOf } from '../loop/inputs.js';
import { lessonFrom, type BatchLesson } from '../loop/lesson.js';
import type { RunConfig } from '../schema/sections.js';

/** What a network learns from a batch as its config says. */
export function lessonOf(
  model: Module,
  { image, label }: Pick<Batch, 'image' | 'label'>,
  { steps, loss, seed, data }: RunConfig,
  iteration: number,
): BatchLesson {
  const coding = codingOf({ coding: data.coding, seed }, 'train', iteration);
  return lessonFrom(model, inputsOf(image, { steps, coding }), (logits) => onlineLoss(logits, label, loss));
}
