import { ValueError } from '@spikegrad/core';
import { checkImage, type Image, type Transform } from '../image.js';
import { maxPixels } from '../imageHeader.js';
import { bilinear, nearest, type Interpolation } from './resample.js';
import { checkSide } from './checkSide.js';

/** @see resize */
export interface ResizeOptions {
  /** Pixels of the shorter side, with the other in proportion (rounded down); or height and width. */
  readonly size: number | readonly [height: number, width: number];
  /** @defaultValue `'bilinear'` */
  readonly interpolation?: Interpolation;
  /**
   * Whether bilinear interpolation antialiases when it shrinks an image. Without it only the four neighbours are used.
   * @defaultValue `true`
   */
  readonly antialias?: boolean;
}

/**
 * Resizes images. Bytes are equal to those of Pillow's `resize`, which antialiases, and of torchvision's `Resize` on
 * Pillow images.
 *
 * @throws ValueError for an image that would have more than 2²⁵ pixels after resizing
 */
export function resize({ size, interpolation = 'bilinear', antialias = true }: ResizeOptions): Transform {
  checkInterpolation('resize', interpolation);
  for (const side of typeof size === 'number' ? [size] : size) checkSide('resize', side);
  return (image) => {
    checkImage('resize', image);
    const [height, width] = sidesOf(image, size);
    if (height * width > maxPixels) {
      const given = `${image.height}×${image.width}, which becomes ${height}×${width}`;
      throw new ValueError('resize', `an image of at most ${maxPixels} pixels in its new size`, given);
    }
    return resampled(image, height, width, interpolation, antialias);
  };
}

function sidesOf({ height, width }: Image, size: ResizeOptions['size']): readonly [height: number, width: number] {
  if (typeof size !== 'number') return size;
  return height < width ? [size, Math.floor((size * width) / height)] : [Math.floor((size * height) / width), size];
}

/** Resizes an image with either interpolation. */
export const resampled = (
  image: Image,
  height: number,
  width: number,
  interpolation: Interpolation,
  antialias: boolean,
): Image => (interpolation === 'nearest' ? nearest(image, height, width) : bilinear(image, height, width, antialias));

/** @throws ValueError */
export function checkInterpolation(who: string, interpolation: Interpolation): void {
  if (interpolation === 'bilinear' || interpolation === 'nearest') return;
  throw new ValueError(who, 'bilinear or nearest interpolation', String(interpolation satisfies never));
}
