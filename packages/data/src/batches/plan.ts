import { partRows, ValueError } from '@spikegrad/core';
import { checkDataset, type Dataset } from '../datasets/dataset.js';
import { sampleOrder, type EpochSeed } from './sampleOrder.js';

/** One of several processes. */
export interface RankAndSize {
  /** From 0. */
  readonly rank: number;
  /** Number of processes. */
  readonly size: number;
}

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
  /**
   * Makes one process's part of every batch: consecutive samples, of parts that are as equal as possible. If a batch has
   * fewer samples than there are processes, a process without one gets the first sample. Random numbers are those of the
   * whole batch. @defaultValue whole batches
   */
  readonly part?: RankAndSize;
  /** Makes every `size`-th batch, from number `rank` on. @defaultValue all batches */
  readonly every?: RankAndSize;
}

/** The samples of one batch. */
export interface BatchSamples {
  readonly indices: Uint32Array;
  /** The first sample of the whole batch. */
  readonly lead: number;
  /** Number of samples of the whole batch. */
  readonly globalSize: number;
}

/** The plan of a pass. */
export interface BatchPlan {
  readonly pass: EpochSeed;
  /** Number of batches. */
  readonly length: number;
  /** The samples of batch `i`. */
  readonly at: (i: number) => BatchSamples;
}

/** Lays out a pass. @throws ValueError, ShapeError for invalid options or datasets */
export function planOf(dataset: Dataset, options: SamplingOptions): BatchPlan {
  checkDataset('batches', dataset);
  const { size, seed = 0, epoch = 0, shuffle = true, dropLast = false, skip = 0, part, every } = options;
  if (!Number.isInteger(size) || size < 1) throw new ValueError('batches', 'a size of at least 1', String(size));
  if (!Number.isInteger(epoch) || epoch < 0) throw new ValueError('batches', 'an epoch of at least 0', String(epoch));
  const pass: EpochSeed = { seed, epoch };
  const order = sampleOrder(dataset.count, shuffle, pass);
  const length = dropLast ? Math.floor(order.length / size) : Math.ceil(order.length / size);
  if (!Number.isInteger(skip) || skip < 0 || skip > length)
    throw new ValueError('batches', `at most the ${length} batches of the pass to skip`, String(skip));
  for (const [name, place] of Object.entries({ part, every })) if (place) checkRank(name, place);
  const [first, stride] = every ? [every.rank, every.size] : [0, 1];
  const at = (i: number): BatchSamples => {
    const place = skip + first + i * stride;
    const all = order.slice(place * size, (place + 1) * size);
    return {
      indices: part ? all.slice(...partRows(all.length, part.rank, part.size)) : all,
      lead: all[0]!,
      globalSize: all.length,
    };
  };
  return { pass, length: Math.max(0, Math.ceil((length - skip - first) / stride)), at };
}

function checkRank(name: string, { rank, size }: RankAndSize): void {
  if (Number.isInteger(size) && Number.isInteger(rank) && rank >= 0 && rank < size) return;
  throw new ValueError('batches', `${name} with a rank from 0 to below its size`, `rank ${rank} of ${size}`);
}
