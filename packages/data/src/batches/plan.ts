import { ValueError } from '@spikegrad/core';
import { checkDataset, type Dataset } from '../datasets/dataset.js';
import { sampleOrder, type EpochSeed } from './sampleOrder.js';

/** The samples of a pass and their batches. */
export interface SamplingOptions {
  /** Samples per batch; the last batch has the rest. */
  readonly size: number;
  /**
   * The seed of the order and of the augmentation, together with `epoch`.
   * @defaultValue `0`
   */
  readonly seed?: number;
  /**
   * The number of the pass. Each pass has another order and other augmentations.
   * @defaultValue `0`
   */
  readonly epoch?: number;
  /** @defaultValue `true` */
  readonly shuffle?: boolean;
  /**
   * Whether to drop a last batch smaller than `size`.
   * @defaultValue `false`
   */
  readonly dropLast?: boolean;
  /**
   * Number of batches to skip at the beginning of the pass, for a pass that is resumed. They are not made.
   * @defaultValue `0`
   */
  readonly skip?: number;
}

/** The plan of a pass. */
export interface BatchPlan {
  readonly pass: EpochSeed;
  /** Number of batches. */
  readonly length: number;
  /** The samples of batch `i`. */
  readonly at: (i: number) => Uint32Array;
}

/** Lays out a pass. @throws ValueError, ShapeError for invalid options or datasets */
export function planOf(dataset: Dataset, options: SamplingOptions): BatchPlan {
  checkDataset('batches', dataset);
  const { size, seed = 0, epoch = 0, shuffle = true, dropLast = false, skip = 0 } = options;
  if (!Number.isInteger(size) || size < 1) throw new ValueError('batches', 'a size of at least 1', String(size));
  if (!Number.isInteger(epoch) || epoch < 0) throw new ValueError('batches', 'an epoch of at least 0', String(epoch));
  const pass: EpochSeed = { seed, epoch };
  const order = sampleOrder(dataset.count, shuffle, pass);
  const length = dropLast ? Math.floor(order.length / size) : Math.ceil(order.length / size);
  if (!Number.isInteger(skip) || skip < 0 || skip > length)
    throw new ValueError('batches', `at most the ${length} batches of the pass to skip`, String(skip));
  return { pass, length: length - skip, at: (i) => order.slice((skip + i) * size, (skip + i + 1) * size) };
}
