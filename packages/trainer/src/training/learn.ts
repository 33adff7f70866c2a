import { scope } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { DivergedWeightsError, Monitor, type Module, type Optimizer, type Readings } from '@spikegrad/nn';
import { buildRule, buildSchedule } from '../build/learning.js';
import { lessonOf } from '../build/lesson.js';
import type { RunConfig } from '../schema/sections.js';
import { layersOf, normsOf, type LayerActivity, type NormActivity } from './layers.js';
import { isLook, membranesOf, type LayerMembranes } from './membranes.js';

/** One iteration of training: a batch through T steps and one move of the parameters. */
export interface Iteration {
  readonly iteration: number;
  readonly learningRate: number;
  readonly loss: number;
  /** Share of the batch that was told right, before the move. */
  readonly accuracy: number;
  readonly layers: readonly LayerActivity[];
  readonly norms: readonly NormActivity[];
  /** Only of the few iterations that look at membranes. */
  readonly membranes?: readonly LayerMembranes[];
  /** Weights that the move left NaN or infinite, by path; absent where there are none, as there ought to be. */
  readonly notFinite?: readonly string[];
}

/** Whether the network has stopped learning: what comes after such an iteration is no training any more. */
export const hasDiverged = ({ loss, notFinite = [] }: Pick<Iteration, 'loss' | 'notFinite'>): boolean =>
  !Number.isFinite(loss) || notFinite.length > 0;

/** What changes in training. Between two iterations it is all there is to save. */
export interface Learner {
  readonly model: Module;
  readonly optimizer: Optimizer;
}

/**
 * Trains as the config says, one iteration at a time.
 *
 * @param batches those from iteration `first` on
 * @param perEpoch batches of an epoch, which schedules by epoch count
 */
export async function* learn(
  { model, optimizer }: Learner,
  batches: AsyncIterable<Batch>,
  config: RunConfig,
  perEpoch: number,
  first = 0,
): AsyncGenerator<Iteration> {
  const { iterations } = config;
  if (first >= iterations) return;
  const schedule = buildSchedule(config, perEpoch);
  const [plain, looking] = [new Monitor(model), new Monitor(model, { distributions: true })];
  let iteration = first;
  for await (const batch of batches) {
    optimizer.learningRate = schedule(iteration);
    const looks = isLook(iteration, iterations);
    const monitor = looks ? looking : plain;
    const rule = buildRule(config, iteration);
    const result = rule.learn({ ...lessonOf(model, batch, config, iteration), optimizer, monitor });
    const right = scope(() => result.logits.argmax(1).equal(batch.label).mean());
    const [accuracy, loss] = await Promise.all([right.item(), result.loss.item()]);
    for (const tensor of [right, result.logits, result.loss]) tensor.dispose();
    const { readings, ...diverged } = await readingsOf(monitor);
    const activity = { layers: layersOf(readings), norms: normsOf(readings) };
    const membranes = looks ? { membranes: membranesOf(await monitor.readDistributions()) } : {};
    yield { iteration, learningRate: optimizer.learningRate, loss, accuracy, ...activity, ...membranes, ...diverged };
    if (++iteration === iterations) return;
  }
}

/** What a monitor read, and the weights that are not finite, if any. */
async function readingsOf(monitor: Monitor): Promise<{ readings: Readings } & Pick<Iteration, 'notFinite'>> {
  try {
    return { readings: await monitor.read() };
  } catch (error) {
    if (!(error instanceof DivergedWeightsError)) throw error;
    return { readings: error.readings, notFinite: error.paths };
  }
}
