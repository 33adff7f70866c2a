import { Random, type Tensor } from '@spikegrad/core';
import { PoissonEncoder } from '@spikegrad/nn';
import type { RunConfig } from '../schema/sections.js';

/** What a network is shown of a batch of images at a step. */
export type Coding = (image: Tensor) => Tensor;

/** The coding that a config names, for one batch: what it draws depends on the seed and the place of the batch alone. */
export function buildCoding(
  { data, seed }: Pick<RunConfig, 'data' | 'seed'>,
  part: 'train' | 'test',
  batch: number,
): Coding {
  if (data.coding === 'direct') return (image) => image;
  const encoder = new PoissonEncoder({ random: new Random(seed).split(`spikes to ${part} on`).split(batch) });
  return (image) => encoder.forward(image);
}
