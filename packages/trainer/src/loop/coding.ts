import { Random, type Tensor } from '@spikegrad/core';
import { PoissonEncoder } from '@spikegrad/nn';

/** How still images are given to a network: the same values at every step, or spikes whose probability is the value. */
export type CodingName = 'direct' | 'poisson';

/** What a network is given of a batch of images at a step. */
export type Coding = (image: Tensor) => Tensor;

/** The coding of one batch: what it draws depends on the seed and the number of the batch alone. */
export function codingOf(
  { coding, seed }: { readonly coding: CodingName; readonly seed: number },
  part: 'train' | 'test',
  batch: number,
): Coding {
  if (coding === 'direct') return (image) => image;
  const encoder = new PoissonEncoder({ random: new Random(seed).split(`spikes to ${part} on`).split(batch) });
  return (image) => encoder.forward(image);
}
