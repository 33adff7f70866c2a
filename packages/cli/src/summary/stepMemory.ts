import { meta, tensor, zeros, type Shape } from '@spikegrad/core';
import { buildOptimizer, buildRule } from '../build/learning.js';
import { lessonOf } from '../build/lesson.js';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../config/schema.js';

/** Bytes of tensors that learning holds. */
export interface StepMemory {
  /** Between two training steps: parameters, running values, gradients, and what the optimizer remembers. */
  readonly held: number;
  /** At most, in the middle of one. */
  readonly peak: number;
}

/**
 * What a training step of a config holds, found by learning once where tensors have shapes and no values. A backend may keep more
 * for itself.
 *
 * @param input shape of a batch, `[N, C, H, W]`
 */
export function stepMemory(config: RunConfig, input: Shape, classes: number): StepMemory {
  const backend = meta();
  const model = buildNetwork(config, { classes, channels: input[1]! }, undefined, backend);
  const optimizer = buildOptimizer(model, config.optimizer);
  const image = zeros(input, { backend });
  const label = tensor(new Array<number>(input[0]!).fill(0), { backend });
  const lesson = lessonOf(model, { image, label }, config, 0);
  const { loss, logits } = buildRule(config, 0).learn({ ...lesson, optimizer });
  for (const result of [loss, logits, image, label]) result.dispose();
  const { bytes: held, peakBytes: peak } = backend.memory();
  return { held, peak };
}
