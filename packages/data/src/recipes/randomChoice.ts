import { ValueError } from '@spikegrad/core';
import type { Transform } from '../image.js';

/** Applies one of the transforms, chosen for every sample with equal probabilities. */
export function randomChoice(...transforms: readonly Transform[]): Transform {
  if (transforms.length === 0) throw new ValueError('randomChoice', 'at least 1 transform', 'none');
  return (image, random) => transforms[random.integer(transforms.length)]!(image, random);
}
