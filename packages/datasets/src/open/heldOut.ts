import { ValueError } from '@spikegrad/core';
import { type Dataset, split } from '@spikegrad/data';
import { limited } from './limited.js';
import type { DataOfRun } from './openData.js';

/** The fields of the section `validation` of a config that choose samples. */
export interface ValidationChoice {
  /** Number of samples; `null` for no validation. */
  readonly samples: number | null;
  /** `'train'`: training samples, which are then not trained on. `'test'`: the first test samples. */
  readonly from: 'train' | 'test';
}

/** The data of a run, divided into training, validation and test. */
export interface HeldOut extends DataOfRun {
  /** `null` for a run without validation. */
  readonly validation: Dataset | null;
}

/**
 * The seed of the choice of held-out samples. It does not depend on the seed of a run, so that runs with different
 * seeds are validated on the same samples.
 */
const holdOutSeed = 0;

/**
 * Splits the data of a run. Validation samples are held out from the training samples, in proportion to the classes,
 * or are the first test samples.
 *
 * @throws ValueError if there are too few samples
 */
export function heldOut({ training, testing }: DataOfRun, { samples, from }: ValidationChoice): HeldOut {
  if (samples === null) return { training, testing, validation: null };
  if (from === 'test') return { training, testing, validation: limited(testing, samples, 'validation.samples') };
  if (samples >= training.count)
    throw new ValueError('validation.samples', `fewer than the ${training.count} training images`, String(samples));
  const { train, validation } = split(training, samples / training.count, holdOutSeed);
  return { training: train, testing, validation };
}
