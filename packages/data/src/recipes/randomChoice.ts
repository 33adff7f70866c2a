import { ValueError } from '@spikegrad/core';
import type { Transform } from '../image.js';

/** One of the transforms, drawn for every sample with equal probabilities. */
export function randomChoice(...transforms: readonly Transform[]): Transform {
  if (transforms.length === 0) throw new ValueError('randomChoice', '1 or more transforms', 'none');
  return (image, random) => transforms[random.integer(transforms.length)]!(image, random);
}
