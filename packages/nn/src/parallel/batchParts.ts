import { checkChoice, partRange, ValueError } from '@spikegrad/core';
import type { World } from './world.js';

/**
 * The statistics of norms and thresholds. `'exact'` takes them over the whole batch, `'local'` over the samples of each
 * rank.
 */
export type Sync = 'exact' | 'local';

/**
 * A batch of which every rank computes a part: consecutive samples, as equal in number as possible. If there are fewer
 * samples than ranks, a rank without one computes the first sample with a weight of 0.
 */
export interface BatchParts {
  readonly world: World;
  readonly sync: Sync;
  /** Samples of the whole batch. */
  readonly total: number;
  /** Samples of each rank. */
  readonly samples: readonly number[];
  /** The place in the whole batch of this rank's first sample. */
  readonly first: number;
  /** The rows of this rank's tensors: its samples, at least 1. */
  readonly rows: number;
  /** The fraction of the batch that this rank has: the weight of its loss. */
  readonly weight: number;
}

/**
 * The parts of a batch; `null` for a world of one rank.
 *
 * @param total samples of the whole batch
 * @throws ValueError
 */
export function partsOf(world: World, total: number, sync: Sync = 'exact'): BatchParts | null {
  checkChoice('partsOf', 'sync', sync, ['exact', 'local']);
  if (!(Number.isInteger(total) && total >= 1)) throw new ValueError('partsOf', 'at least one sample', String(total));
  const { rank, size } = world;
  if (size === 1) return null;
  const samples = Array.from({ length: size }, (_, each) => {
    const [begin, end] = partRange(total, each, size);
    return end - begin;
  });
  const own = samples[rank]!;
  return {
    ...{ world, sync, total, samples },
    first: partRange(total, rank, size)[0],
    rows: Math.max(1, own),
    weight: own / total,
  };
}
