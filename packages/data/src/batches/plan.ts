import { ValueError } from '@spikegrad/core';
import { checkDataset, type Dataset } from '../datasets/dataset.js';
import { sampleOrder, type EpochSeed } from './sampleOrder.js';

/** Which samples a pass visits, and in which batches. */
export interface SamplingOptions {
  /** Samples in a batch; the last has what is left over. */
  readonly size: number;
  /**
   * Decides the order and every augmentation, with `epoch`.
   * @defaultValue `0`
   */
  readonly seed?: number;
  /**
   * The number of the pass: another order and other augmentations, from the same seed.
   * @defaultValue `0`
   */
  readonly epoch?: number;
  /** @defaultValue `true` */
  readonly shuffle?: boolean;
  /**
   * Leaves out a last batch smaller than `size`.
   * @defaultValue `false`
   */
  readonly dropLast?: boolean;
  /**
   * Batches left out at the beginning of the pass, unmade: where an interrupted pass goes on.
   * @defaultValue `0`
   */
  readonly skip?: number;
}

/** A pass laid out. */
export interface BatchPlan {
  readonly pass: EpochSeed;
  /** How many batches it has. */
  readonly length: number;
  /** The samples of batch `i`. */
  readonly at: (i: number) => Uint32Array;
}

/** Lays out a pass. @throws ValueError, ShapeError for options or a dataset that cannot be */
export function planOf(dataset: Dataset, options: SamplingOptions): BatchPlan {
  checkDataset('batches', dataset);
  const { size, seed = 0, epoch = 0, shuffle = true, dropLast = false, skip = 0 } = options;
  if (!Number.isInteger(size) || size < 1) throw new ValueError('batches', 'a size of 1 or more', String(size));
  if (!Number.isInteger(epoch) || epoch < 0) throw new ValueError('batches', 'an epoch of 0 or more', String(epoch));
  const pass: EpochSeed = { seed, epoch };
  const order = sampleOrder(dataset.count, shuffle, pass);
  const length = dropLast ? Math.floor(order.length / size) : Math.ceil(order.length / size);
  if (!Number.isInteger(skip) || skip < 0 || skip > length)
    throw new ValueError('batches', `at most the ${length} batches of the pass to skip`, String(skip));
  return { pass, length: length - skip, at: (i) => order.slice((skip + i) * size, (skip + i + 1) * size) };
}
