import type { InputSpec } from '@spikegrad/data';
import { meta, tensor, zeros } from '@spikegrad/core';
import { buildOptimizer, buildRule } from '../build/learning.js';
import { lessonOf } from '../build/lesson.js';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../schema/sections.js';
import { batchShapeOf, inputOf } from './inputOf.js';

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
 * @param shown what the network is shown, unless it is what the config's set or stem says
 */
export function stepMemory(config: RunConfig, shown: InputSpec = inputOf(config)): StepMemory {
  const { channels, classes } = shown;
  const backend = meta();
  const model = buildNetwork(config, { classes, channels }, undefined, backend);
  const optimizer = buildOptimizer(model, config.optimizer);
  const image = zeros(batchShapeOf(config, shown), { backend });
  const label = tensor(new Array<number>(config.batchSize).fill(0), { backend });
  const lesson = lessonOf(model, { image, label }, config, 0);
  const { loss, logits } = buildRule(config, 0).learn({ ...lesson, optimizer });
  for (const result of [loss, logits, image, label]) result.dispose();
  const { bytes: held, peakBytes: peak } = backend.memory();
  return { held, peak };
}
