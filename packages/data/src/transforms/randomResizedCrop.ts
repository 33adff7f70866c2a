import { ValueError, type Random } from '@spikegrad/core';
import { checkImage, type Image, type Transform } from '../image.js';
import type { Interpolation } from './resample.js';
import { checkInterpolation, resampled } from './resize.js';
import { checkSide } from './checkSide.js';
import { windowOf, type Box } from './window.js';

/** @see randomResizedCrop */
export interface RandomResizedCropOptions {
  /** Height and width of the result, in pixels. */
  readonly size: number;
  /**
   * Minimum and maximum fraction of the image's area in the crop, 0…1.
   * @defaultValue `[0.08, 1]`
   */
  readonly scale?: readonly [smallest: number, largest: number];
  /**
   * Minimum and maximum width/height of the crop.
   * @defaultValue `[3 / 4, 4 / 3]`
   */
  readonly ratio?: readonly [smallest: number, largest: number];
  /** @defaultValue `'bilinear'` */
  readonly interpolation?: Interpolation;
  /**
   * Whether bilinear interpolation antialiases when it shrinks a crop. Without it only the four neighbours are used.
   * @defaultValue `true`
   */
  readonly antialias?: boolean;
}

/** Number of random boxes before the centre of the image is used. */
const tries = 10;

/**
 * Crops a random part of an image and resizes it to a square. The fraction of the area is `~ U(scale)`, the logarithm
 * of width/height `~ U(log ratio)`, and the position is uniform. After ten boxes that do not fit into the image, it
 * uses the largest centre crop that `ratio` allows.
 *
 * @see torchvision, `RandomResizedCrop`, whose boxes these are
 */
export function randomResizedCrop({
  size,
  scale = [0.08, 1],
  ratio = [3 / 4, 4 / 3],
  interpolation = 'bilinear',
  antialias = true,
}: RandomResizedCropOptions): Transform {
  checkSide('randomResizedCrop', size);
  checkInterpolation('randomResizedCrop', interpolation);
  if (!(0 < scale[0] && scale[0] <= scale[1] && scale[1] <= 1))
    throw new ValueError('randomResizedCrop', 'a scale range above 0 and up to 1, smallest first', scale.join(', '));
  if (!(0 < ratio[0] && ratio[0] <= ratio[1] && ratio[1] < Infinity))
    throw new ValueError('randomResizedCrop', 'a ratio range above 0, smallest first', ratio.join(', '));
  return (image, random) => {
    checkImage('randomResizedCrop', image);
    const part = windowOf(image, drawnBox(image, scale, ratio, random));
    return resampled(part, size, size, interpolation, antialias);
  };
}

/** The random crop for an image of that size. */
export function drawnBox(
  { height, width }: Pick<Image, 'height' | 'width'>,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  random: Pick<Random, 'next' | 'integer'>,
): Box {
  const [least, most] = [Math.log(ratio[0]), Math.log(ratio[1])];
  for (let i = 0; i < tries; i++) {
    const area = height * width * (scale[0] + (scale[1] - scale[0]) * random.next());
    const shape = Math.exp(least + (most - least) * random.next());
    const w = Math.round(Math.sqrt(area * shape));
    const h = Math.round(Math.sqrt(area / shape));
    if (w < 1 || h < 1 || w > width || h > height) continue;
    const top = random.integer(height - h + 1);
    return { top, left: random.integer(width - w + 1), height: h, width: w };
  }
  const [w, h] = largest(width, height, ratio);
  return { top: (height - h) >> 1, left: (width - w) >> 1, height: h, width: w };
}

/** The largest box that `ratio` allows. */
function largest(width: number, height: number, ratio: readonly [number, number]): readonly [w: number, h: number] {
  if (width / height < ratio[0]) return [width, Math.max(1, Math.round(width / ratio[0]))];
  if (width / height > ratio[1]) return [Math.max(1, Math.round(height * ratio[1])), height];
  return [width, height];
}
