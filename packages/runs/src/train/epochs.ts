import type { Dataset } from '@spikegrad/data';
import type { Reporter } from '@spikegrad/datasets';
import { batchesOf, type Learner, percent, type Recorder, type RunConfig, validateRun } from '@spikegrad/trainer';
import type { History } from '../history/history.js';
import { testStream } from './stream.js';

/** What an epoch of a run needs to be ended. */
export interface Validated {
  readonly config: RunConfig;
  readonly learner: Learner;
  readonly training: Dataset;
  /** `null` for a run that is not validated, whose epochs are not written down. */
  readonly validation: Dataset | null;
  readonly history: History;
}

/**
 * Validates a run after the last batch of an epoch, and of the run, and writes the epoch down. A run that was stopped in the middle of
 * that does it when it goes on, so the files end the same.
 */
export async function endEpoch(
  { config, learner, training, validation, history }: Validated,
  recorder: Recorder,
  { emit, say }: Reporter,
  signal: AbortSignal,
): Promise<void> {
  const { count, epochs, sinceEpoch, last } = history;
  const isEnd = count % batchesOf(training, config) === 0 || count === config.iterations;
  if (!validation || !last || !isEnd || epochs.at(-1)?.iterations === count) return;
  const found = await validateRun(learner.model, () => testStream(validation, config), config, signal);
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
  const dynamic = found.dynamic ? `, ${percent(found.dynamic.accuracy)} by the statistics of each batch` : '';
  const { samples } = found;
  say(
    `epoch ${figures.epoch + 1}: training accuracy ${percent(figures.accuracy)}, validation ${percent(found.accuracy)} of ${samples} images${dynamic}`,
  );
}
