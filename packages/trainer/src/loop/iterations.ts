import { scope } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { DivergedWeightsError, Monitor, type Module, type Optimizer, type Readings } from '@spikegrad/nn';
import type { LearningRule } from '@spikegrad/online';
import { layersOf, normsOf, type LayerActivity, type NormActivity } from './layers.js';
import type { ModelBatch } from './modelBatch.js';
import { membranesOf, type LayerMembranes } from './membranes.js';

/** One training iteration: a batch through T steps, and one optimizer step. */
export interface Iteration {
  /** Counted from 0 over the whole training. */
  readonly iteration: number;
  readonly learningRate: number;
  readonly loss: number;
  /** Accuracy on the batch, before the optimizer step. */
  readonly accuracy: number;
  readonly layers: readonly LayerActivity[];
  readonly norms: readonly NormActivity[];
  /** Only in iterations that record membranes. */
  readonly membranes?: readonly LayerMembranes[];
  /** Paths of weights that are NaN or infinite after the optimizer step; absent if there are none. */
  readonly notFinite?: readonly string[];
}

/** The model and the optimizer: all state that changes in training. */
export interface Learner {
  readonly model: Module;
  readonly optimizer: Optimizer;
}

/** A batch of inputs and their classes. */
export type LabelledBatch = Pick<Batch, 'image' | 'label'>;

/** What an iteration records: nothing, rates and thresholds, or also membranes. */
export type Recording = 'off' | 'activity' | 'membranes';

/** Settings of each iteration, by its number. */
export interface IterationPlan {
  readonly ruleOf: (iteration: number) => LearningRule;
  readonly trainingBatchOf: (batch: LabelledBatch, iteration: number) => ModelBatch;
  /** `null` keeps that of the optimizer. */
  readonly learningRateOf: (iteration: number) => number | null;
  readonly recordingOf: (iteration: number) => Recording;
}

/** Trains on one batch after the other. @param first index of the first iteration */
export async function* iterations<B extends LabelledBatch>(
  { model, optimizer }: Learner,
  batches: AsyncIterable<B> | Iterable<B>,
  plan: IterationPlan,
  first = 0,
): AsyncGenerator<Iteration> {
  const monitors = {
    off: null,
    activity: new Monitor(model),
    membranes: new Monitor(model, { distributions: true }),
  };
  let iteration = first;
  for await (const batch of batches) {
    optimizer.learningRate = plan.learningRateOf(iteration) ?? optimizer.learningRate;
    const recording = plan.recordingOf(iteration);
    const monitor = monitors[recording];
    const rule = plan.ruleOf(iteration);
    const result = rule.learn({ ...plan.trainingBatchOf(batch, iteration), optimizer, monitor });
    const right = scope(() => result.logits.argmax(1).equal(batch.label).mean());
    const [accuracy, loss] = await Promise.all([right.item(), result.loss.item()]);
    for (const tensor of [right, result.logits, result.loss]) tensor.dispose();
    const { readings, ...diverged } = await readingsOf(monitor);
    const activity = { layers: layersOf(readings), norms: normsOf(readings) };
    const membranes =
      recording === 'membranes' ? { membranes: membranesOf(await monitors.membranes.readDistributions()) } : {};
    yield { iteration, learningRate: optimizer.learningRate, loss, accuracy, ...activity, ...membranes, ...diverged };
    iteration++;
  }
}

/** The records of a monitor, and weights that are not finite, if any. */
async function readingsOf(monitor: Monitor | null): Promise<{ readings: Readings } & Pick<Iteration, 'notFinite'>> {
  if (!monitor) return { readings: {} };
  try {
    return { readings: await monitor.read() };
  } catch (error) {
    if (!(error instanceof DivergedWeightsError)) throw error;
    return { readings: error.readings, notFinite: error.paths };
  }
}
