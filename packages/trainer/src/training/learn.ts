import type { Batch } from '@spikegrad/data';
import { buildRule, buildSchedule } from '../build/learning.js';
import { trainingBatchOf } from '../build/trainingBatch.js';
import { iterations, type Iteration, type IterationPlan, type Learner } from '../loop/iterations.js';
import { Group } from '../loop/group.js';
import { isLook } from '../loop/membranes.js';
import type { RunConfig } from '../schema/sections.js';

/**
 * Trains with a config, one iteration at a time.
 *
 * @param batches the batches from iteration `first` on
 * @param perEpoch batches per epoch, for schedules by epoch
 * @param group the processes that train together
 */
export async function* learn(
  learner: Learner,
  batches: AsyncIterable<Batch>,
  config: RunConfig,
  perEpoch: number,
  first = 0,
  group = new Group(),
): AsyncGenerator<Iteration> {
  if (first >= config.iterations) return;
  const schedule = buildSchedule(config, perEpoch);
  const plan: IterationPlan = {
    ruleOf: (iteration) => buildRule(config, iteration),
    trainingBatchOf: (batch, iteration, parts) => trainingBatchOf(learner.model, batch, config, iteration, parts),
    learningRateOf: schedule,
    recordingOf: (iteration) => {
      if (isLook(iteration, config.iterations)) return 'membranes';
      return iteration % config.record.layersEvery === 0 ? 'activity' : 'off';
    },
  };
  for await (const iteration of iterations(learner, batches, plan, first, group)) {
    yield iteration;
    if (iteration.iteration + 1 === config.iterations) return;
  }
}
