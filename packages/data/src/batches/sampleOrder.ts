import { Random } from '@spikegrad/core';

/** The pass over the data, and the seed of the experiment. */
export interface EpochSeed {
  readonly seed: number;
  readonly epoch: number;
}

/** The indices of a pass in order, each once. */
export function sampleOrder(count: number, shuffle: boolean, { seed, epoch }: EpochSeed): Uint32Array {
  return shuffle
    ? new Random(seed).split('order').split(epoch).permutation(count)
    : Uint32Array.from({ length: count }, (_, index) => index);
}

/**
 * The random numbers of one sample in one pass. They depend only on seed, epoch and index, so a sample is the same in
 * any batch, in any order and from any worker.
 */
export function sampleRandom(index: number, { seed, epoch }: EpochSeed): Random {
  return new Random(seed).split('sample').split(epoch).split(index);
}
