import type { InputSpec } from '@spikegrad/data';
import { meta, zeros } from '@spikegrad/core';
import { buildOptimizer, buildRule } from '../build/learning.js';
import { trainingBatchOf } from '../build/trainingBatch.js';
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

/** Bytes after a training step, and at most while gradients are computed, while parameters move, and after that. */
interface Phases {
  readonly held: number;
  readonly learning: number;
  readonly moving: number;
  readonly ending: number;
}

/** From so many steps on, what lives at a moment of learning is linear in T. */
const linearFrom = 4;

/** So many steps of K that are learned from tell what more of them hold. */
const mostLearned = 16;

/**
 * What a training step of a config holds, found by learning where tensors have shapes and no values. A backend may keep more for itself.
 *
 * A long sequence is not walked through. Bytes at a moment are linear in T, so those of two short sequences give them for any T; of several
 * moments the one with the most counts. Which it is in a long sequence, short ones of as many more images show. With `slttK` the steps
 * are drawn: there the figures are nearly those of any draw.
 *
 * @param shown what the network is shown, unless it is what the config's set or stem says
 */
export function stepMemory(config: RunConfig, shown: InputSpec = inputOf(config)): StepMemory {
  const { steps, rule, batchSize } = config;
  const few = rule.name === 'slttK' ? Math.max(linearFrom, Math.min(rule.k, mostLearned)) : linearFrom;
  if (steps <= few + 1) return together([measure(config, shown)]);
  const at = (images: number): Phases => {
    const [short, longer] = [few, few + 1].map((each) => measure(shortened(config, each, images), shown));
    return line(short!, longer!, steps - few);
  };
  if (rule.name !== 'bptt') return together([at(batchSize)]);
  const more = Math.ceil(steps / few);
  const back = line(at((more + 1) * batchSize), at(more * batchSize), more);
  return together([at(batchSize), back]);
}

/** What comes `count` times as far behind `first` as `second` does. */
const line = (first: Phases, second: Phases, count: number): Phases => {
  const on = (phase: keyof Phases): number => first[phase] + count * (second[phase] - first[phase]);
  return { held: on('held'), learning: on('learning'), moving: on('moving'), ending: on('ending') };
};

/** What is held at all of several moments, and the most of them. */
const together = (moments: readonly [Phases, ...Phases[]]): StepMemory => ({
  held: moments[0].held,
  peak: Math.max(...moments.flatMap(({ learning, moving, ending }) => [learning, moving, ending])),
});

/** The same lesson of fewer steps, and of other images. */
const shortened = ({ rule, ...config }: RunConfig, steps: number, batchSize: number): RunConfig => ({
  ...config,
  ...{ steps, batchSize },
  rule: rule.name === 'slttK' ? { ...rule, k: Math.min(rule.k, steps) } : rule,
});

function measure(config: RunConfig, shown: InputSpec): Phases {
  const { channels, classes } = shown;
  const backend = meta();
  const model = buildNetwork(config, { classes, channels }, undefined, backend);
  const optimizer = buildOptimizer(model, config.optimizer);
  const image = zeros(batchShapeOf(config, shown), { backend });
  const label = zeros([config.batchSize], { backend });
  const lesson = trainingBatchOf(model, { image, label }, config, 0);
  let [learning, moving] = [0, 0];
  const move = (): void => {
    learning = Math.max(learning, backend.memory().peakBytes);
    backend.resetPeak();
    step.call(optimizer);
    moving = Math.max(moving, backend.memory().peakBytes);
    backend.resetPeak();
  };
  const { step } = optimizer;
  optimizer.step = move;
  const { loss, logits } = buildRule(config, 0).learn({ ...lesson, optimizer });
  const ending = backend.memory().peakBytes;
  for (const result of [loss, logits, image, label]) result.dispose();
  return { held: backend.memory().bytes, learning, moving, ending };
}
