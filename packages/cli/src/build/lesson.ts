import type { Tensor } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { onlineLoss, type Module } from '@spikegrad/nn';
import type { Lesson, StepResult } from '@spikegrad/online';
import type { RunConfig } from '../config/schema.js';
import { buildCoding } from './coding.js';

/** What a network learns from a batch of still images, coded anew at every step: step by step, and all steps at once. */
export function lessonOf(
  model: Module,
  { image, label }: Pick<Batch, 'image' | 'label'>,
  config: RunConfig,
  iteration: number,
): Required<Pick<Lesson, 'model' | 'steps' | 'step' | 'whole'>> {
  const { steps, loss } = config;
  const coding = buildCoding(config, 'train', iteration);
  const result = (logits: Tensor): StepResult => ({ logits, loss: onlineLoss(logits, label, loss) });
  const frames = (): Tensor => coding(image.reshape([1, ...image.shape]).expand([steps, ...image.shape]));
  return { model, steps, step: () => result(model.forward(coding(image))), whole: { frames, result } };
}
