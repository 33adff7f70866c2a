import { ValueError, type Random } from '@spikegrad/core';
import { checkImage, withPixels, type Transform } from '../image.js';
import { checkProbability } from './checkProbability.js';

/**
 * The colour of the rectangle, from one level v ∈ {0…255}: `'grey'` = v in every channel; `'official'` = v in the
 * first channel (red) and 0 in the others, as in the released code of the OSR/OTS paper.
 */
export type CutoutFill = 'grey' | 'official';

/** @see cutout */
export interface CutoutOptions {
  /** @defaultValue `'grey'` */
  readonly fill?: CutoutFill;
  /**
   * The probability of a cutout, 0…1.
   * @defaultValue `0.5`
   */
  readonly probability?: number;
  /**
   * Minimum and maximum fraction of the image's area, 0…1.
   * @defaultValue `[0.02, 0.4]`
   */
  readonly area?: readonly [smallest: number, largest: number];
  /**
   * Minimum and maximum height/width.
   * @defaultValue `[0.4, 2.5]`
   */
  readonly ratio?: readonly [smallest: number, largest: number];
}

/**
 * Fills one rectangle of the image: `s ~ U(area)·H·W`, `r ~ U(ratio)`, `w = ⌊√(s/r)⌋`, `h = ⌊√(s·r)⌋`, at a uniform
 * position inside the image.
 *
 * @see DeVries & Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017
 */
export function cutout({
  fill = 'grey',
  probability = 0.5,
  area = [0.02, 0.4],
  ratio = [0.4, 2.5],
}: CutoutOptions = {}): Transform {
  checkProbability('cutout', probability);
  if (!(0 <= area[0] && area[0] <= area[1] && area[1] <= 1)) {
    throw new ValueError('cutout', 'an area range within 0…1, smallest first', area.join(', '));
  }
  if (!(0 < ratio[0] && ratio[0] <= ratio[1] && ratio[1] < Infinity)) {
    throw new ValueError('cutout', 'a ratio range above 0, smallest first', ratio.join(', '));
  }
  return (image, random) => {
    checkImage('cutout', image);
    if (random.next() >= probability) return image;
    const { channels, height, width } = image;
    const s = between(random, area) * height * width;
    const r = between(random, ratio);
    const patchWidth = Math.min(width, Math.floor(Math.sqrt(s / r)));
    const patchHeight = Math.min(height, Math.floor(Math.sqrt(s * r)));
    const top = random.integer(height - patchHeight + 1);
    const left = random.integer(width - patchWidth + 1);
    const v = random.integer(256);

    const pixels = image.pixels.slice();
    const level = pixels instanceof Uint8Array ? v : v / 255;
    for (let channel = 0; channel < channels; channel++) {
      const colour = fill === 'official' && channel > 0 ? 0 : level;
      for (let y = top; y < top + patchHeight; y++) {
        const start = (channel * height + y) * width + left;
        pixels.fill(colour, start, start + patchWidth);
      }
    }
    return withPixels(image, pixels);
  };
}

function between(random: Random, [low, high]: readonly [number, number]): number {
  return low + (high - low) * random.next();
}
