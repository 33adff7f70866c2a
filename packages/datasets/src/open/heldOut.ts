import { ValueError } from '@spikegrad/core';
import { type Dataset, split } from '@spikegrad/data';
import { limited } from './limited.js';
import type { DataOfRun } from './openData.js';

/** The section `validation` of a config, as far as it concerns the data. */
export interface ValidationChoice {
  /** `null` for no validation. */
  readonly samples: number | null;
  readonly from: 'train' | 'test';
}

/** What a run learns from, and what it is validated on; `null` for nothing. */
export interface HeldOut extends DataOfRun {
  readonly validation: Dataset | null;
}

/** Which samples are held out: the same for every seed of a run, so that runs can be compared. */
const holdOutSeed = 0;

/**
 * Takes what a run is validated on out of its training samples, as many of each class as its share, or has the first test samples for it.
 *
 * @throws ValueError where there are fewer
 */
export function heldOut({ training, testing }: DataOfRun, { samples, from }: ValidationChoice): HeldOut {
  if (samples === null) return { training, testing, validation: null };
  if (from === 'test') return { training, testing, validation: limited(testing, samples, 'validation.samples') };
  if (samples >= training.count)
    throw new ValueError('validation.samples', `fewer than the ${training.count} training images`, String(samples));
  const { train, validation } = split(training, samples / training.count, holdOutSeed);
  return { training: train, testing, validation };
}
