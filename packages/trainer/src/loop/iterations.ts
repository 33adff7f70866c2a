import { scope } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import {
  averageBuffers,
  DivergedWeightsError,
  Monitor,
  reducing,
  type BatchParts,
  type Module,
  type Optimizer,
  type Readings,
} from '@spikegrad/nn';
import type { LearningRule } from '@spikegrad/online';
import { Group } from './group.js';
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
export type LabelledBatch = Pick<Batch, 'image' | 'label' | 'globalSize'>;

/** What an iteration records: nothing, rates and thresholds, or also membranes. */
export type Recording = 'off' | 'activity' | 'membranes';

/** Settings of each iteration, by its number. */
export interface IterationPlan {
  readonly ruleOf: (iteration: number) => LearningRule;
  readonly trainingBatchOf: (batch: LabelledBatch, iteration: number, parts: BatchParts | null) => ModelBatch;
  /** `null` keeps that of the optimizer. */
  readonly learningRateOf: (iteration: number) => number | null;
  readonly recordingOf: (iteration: number) => Recording;
}

/**
 * Trains on one batch after the other.
 *
 * @param batches on several ranks, the part of this one of every batch
 * @param first index of the first iteration
 * @param group the processes that train together
 */
export async function* iterations<B extends LabelledBatch>(
  { model, optimizer }: Learner,
  batches: AsyncIterable<B> | Iterable<B>,
  plan: IterationPlan,
  first = 0,
  group = new Group(),
): AsyncGenerator<Iteration> {
  const monitors = {
    off: null,
    activity: new Monitor(model),
    membranes: new Monitor(model, { distributions: true }),
  };
  const updater = reducing(optimizer, group.world);
  let iteration = first;
  for await (const batch of batches) {
    optimizer.learningRate = plan.learningRateOf(iteration) ?? optimizer.learningRate;
    const recording = plan.recordingOf(iteration);
    const monitor = monitors[recording];
    const rule = plan.ruleOf(iteration);
    const parts = group.partsOf(batch.globalSize ?? batch.label.size);
    const result = rule.learn({
      ...plan.trainingBatchOf(batch, iteration, parts),
      ...{ optimizer: updater, monitor, parts },
    });
    if (parts?.sync === 'local') averageBuffers(model, parts);
    const right = scope(() => result.logits.argmax(1).equal(batch.label).mean());
    const [accuracy, loss] = await Promise.all([right.item(), result.loss.item()]);
    for (const tensor of [right, result.logits, result.loss]) tensor.dispose();
    const own = { loss, accuracy, ...(await readingsOf(monitor)) };
    const { readings, ...figures } = parts ? merged(group.exchange(own), parts) : own;
    const activity = { layers: layersOf(readings), norms: normsOf(readings) };
    const membranes =
      recording === 'membranes'
        ? { membranes: membranesOf(await monitors.membranes.readDistributions((values) => group.exchange(values))) }
        : {};
    yield { iteration, learningRate: optimizer.learningRate, ...figures, ...activity, ...membranes };
    iteration++;
  }
}

/** What one rank measured in an iteration. */
type Figures = Pick<Iteration, 'loss' | 'accuracy' | 'notFinite'> & { readonly readings: Readings };

/** The figures of the whole batch. The loss of every rank is weighted already. */
function merged(all: readonly Figures[], { samples, total }: BatchParts): Figures {
  const mean = (valueOf: (figures: Figures) => number): number =>
    all.reduce(
      (sum, figures, rank) => (samples[rank] === 0 ? sum : sum + (samples[rank]! / total) * valueOf(figures)),
      0,
    );
  const notFinite = [...new Set(all.flatMap((figures) => figures.notFinite ?? []))];
  const readings = mapReadings(all[0]!.readings, (path, name, step) =>
    mean((figures) => figures.readings[path]![name]![step]!),
  );
  return {
    loss: all.reduce((sum, { loss }) => sum + loss, 0),
    accuracy: mean(({ accuracy }) => accuracy),
    readings,
    ...(notFinite.length > 0 && { notFinite }),
  };
}

/** Readings of the same form, with other numbers. */
const mapReadings = (readings: Readings, numberOf: (path: string, name: string, step: number) => number): Readings =>
  Object.fromEntries(
    Object.entries(readings).map(([path, names]) => [
      path,
      Object.fromEntries(
        Object.entries(names).map(([name, steps]) => [name, steps.map((_, step) => numberOf(path, name, step))]),
      ),
    ]),
  );

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
