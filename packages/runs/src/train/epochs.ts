import type { Dataset } from '@spikegrad/data';
import type { Reporter } from '@spikegrad/datasets';
import {
  batchesOf,
  type Group,
  type Learner,
  percent,
  type Recorder,
  type RunConfig,
  validateRun,
} from '@spikegrad/trainer';
import type { History } from '../history/history.js';
import { testStream } from './stream.js';

/** The parts of a run that `endEpoch` needs. */
export interface ValidatedRun {
  readonly config: RunConfig;
  readonly learner: Learner;
  readonly training: Dataset;
  /** `null` for a run without validation; its epochs are not recorded. */
  readonly validation: Dataset | null;
  readonly history: History;
}

/**
 * Validates a run after the last batch of an epoch or of the run, and records the epoch. A run that was stopped
 * during the validation repeats it when it is resumed, so that the final files are the same.
 */
export async function endEpoch(
  { config, learner, training, validation, history }: ValidatedRun,
  recorder: Recorder,
  { emit, say }: Reporter,
  group: Group,
): Promise<void> {
  const { count, epochs, sinceEpoch, last } = history;
  const isEnd = count % batchesOf(training, config) === 0 || count === config.iterations;
  if (!validation || !last || !isEnd || epochs.at(-1)?.iterations === count) return;
  const found = await validateRun(learner.model, () => testStream(validation, config, group), config, group);
  if (!found) return;
  const { batches, loss, accuracy } = sinceEpoch;
  const best = Math.max(-1, ...epochs.map((each) => each.validation?.accuracy ?? -1));
  const figures = {
    ...{ epoch: epochs.length, iterations: count, learningRate: last.learningRate },
    ...{ loss: loss / batches, accuracy: accuracy / batches, validation: found, isBest: found.accuracy > best },
  };
  history.addEpoch({ event: 'epoch', ...figures });
  await recorder.epoch?.({ ...figures, layers: last.layers });
  emit({ event: 'epoch', ...figures });
  const dynamic = found.dynamic ? `, ${percent(found.dynamic.accuracy)} with the statistics of each batch` : '';
  const { samples } = found;
  say(
    `epoch ${figures.epoch + 1}: training accuracy ${percent(figures.accuracy)}, validation ${percent(found.accuracy)} of ${samples} images${dynamic}`,
  );
}
