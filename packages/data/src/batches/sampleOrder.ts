import { Random } from '@spikegrad/core';

/** Which pass over the data, and which experiment. */
export interface EpochSeed {
  readonly seed: number;
  readonly epoch: number;
}

/** The samples of a pass in the order they are visited: each once. */
export function sampleOrder(count: number, shuffle: boolean, { seed, epoch }: EpochSeed): Uint32Array {
  return shuffle
    ? new Random(seed).split('order').split(epoch).permutation(count)
    : Uint32Array.from({ length: count }, (_, index) => index);
}

/**
 * The chance of one sample in one pass: a function of seed, epoch and index alone, so that a sample comes out the same in
 * any batch, in any order and from any worker.
 */
export function sampleRandom(index: number, { seed, epoch }: EpochSeed): Random {
  return new Random(seed).split('sample').split(epoch).split(index);
}
