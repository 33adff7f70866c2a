import type { Tensor } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { onlineLoss, type Module } from '@spikegrad/nn';
import type { Lesson, StepResult } from '@spikegrad/online';
import type { RunConfig } from '../schema/sections.js';
import { buildCoding } from './coding.js';
import { hasFrames } from './hasFrames.js';

/**
 * What a network learns from a batch: still images, coded anew at every step, or frame t of a batch of frames at step t; step by step, and
 * all steps at once.
 */
export function lessonOf(
  model: Module,
  { image, label }: Pick<Batch, 'image' | 'label'>,
  config: RunConfig,
  iteration: number,
): Required<Pick<Lesson, 'model' | 'steps' | 'step' | 'whole'>> {
  const { steps, loss } = config;
  const result = (logits: Tensor): StepResult => ({ logits, loss: onlineLoss(logits, label, loss) });
  if (hasFrames(image)) {
    const step = (t: number): StepResult => result(model.forward(image.select(0, t)));
    return { model, steps: image.shape[0]!, step, whole: { frames: () => image, result } };
  }
  const coding = buildCoding(config, 'train', iteration);
  const frames = (): Tensor => coding(image.reshape([1, ...image.shape]).expand([steps, ...image.shape]));
  return { model, steps, step: () => result(model.forward(coding(image))), whole: { frames, result } };
}
