import { Random, type Tensor } from '@spikegrad/core';
import { drawRows, PoissonEncoder, type BatchParts } from '@spikegrad/nn';

/** The coding of still images: the same values at every step, or spikes with the values as probabilities. */
export type CodingName = 'direct' | 'poisson';

/** Returns the input of a network at a step, from a batch of images. */
export type Coding = (image: Tensor) => Tensor;

/** The coding of one batch. Its random numbers depend on the seed and the number of the batch only. */
export function codingOf(
  { coding, seed }: { readonly coding: CodingName; readonly seed: number },
  part: 'train' | 'test',
  batch: number,
  parts: BatchParts | null = null,
): Coding {
  if (coding === 'direct') return (image) => image;
  const encoder = new PoissonEncoder({ random: new Random(seed).split(`spikes to ${part} on`).split(batch) });
  return (image) => drawRows(encoder.random, parts, image, () => encoder.forward(image));
}
