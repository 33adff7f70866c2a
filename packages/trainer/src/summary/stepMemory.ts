import type { InputSpec } from '@spikegrad/data';
import { meta, zeros } from '@spikegrad/core';
import { buildOptimizer, buildRule } from '../build/learning.js';
import { trainingBatchOf } from '../build/trainingBatch.js';
import { buildNetwork } from '../build/network.js';
import type { RunConfig } from '../schema/sections.js';
import { batchShapeOf, inputOf } from './inputOf.js';

/** Bytes of tensors in training. */
export interface StepMemory {
  /** Between two training steps: parameters, running statistics, gradients, and the state of the optimizer. */
  readonly held: number;
  /** The peak, within a training step. */
  readonly peak: number;
}

/** Bytes after a training step, and the peaks during gradients, during the optimizer step, and after it. */
interface Phases {
  readonly held: number;
  readonly learning: number;
  readonly moving: number;
  readonly ending: number;
}

/** From this number of steps on, the bytes at a given moment of training are linear in T. */
const linearFrom = 4;

/** Number of steps with gradients from which the memory of more steps can be extrapolated. */
const mostLearned = 16;

/**
 * The memory of a training step of a config, measured by a training step with tensors that have shapes but no values.
 * A backend may need more.
 *
 * A long sequence is extrapolated. Bytes at a given moment are linear in T, so two short sequences give them for any
 * T. The peak is the maximum over several moments; short sequences with as many more images show which moment it is
 * in a long one. With `slttK` the steps are random: the figures are close to those of any draw.
 *
 * @param shown the input of the network. @defaultValue that of the config's set or stem
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

/** Linear extrapolation: `first + count · (second − first)`. */
const line = (first: Phases, second: Phases, count: number): Phases => {
  const on = (phase: keyof Phases): number => first[phase] + count * (second[phase] - first[phase]);
  return { held: on('held'), learning: on('learning'), moving: on('moving'), ending: on('ending') };
};

/** The bytes at several moments, and their maximum. */
const together = (moments: readonly [Phases, ...Phases[]]): StepMemory => ({
  held: moments[0].held,
  peak: Math.max(...moments.flatMap(({ learning, moving, ending }) => [learning, moving, ending])),
});

/** The same training step with fewer time steps and other images. */
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
