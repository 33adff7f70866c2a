import { ValueError } from '@spikegrad/core';
import { checkImage, type Image, type Transform } from '../image.js';
import { maxPixels } from '../imageHeader.js';
import { bilinear, nearest, type Interpolation } from './resample.js';
import { checkSide } from './checkSide.js';

/** @see resize */
export interface ResizeOptions {
  /** Pixels of the shorter side, the other in proportion (rounded down); or height and width. */
  readonly size: number | readonly [height: number, width: number];
  /** @defaultValue `'bilinear'` */
  readonly interpolation?: Interpolation;
  /**
   * Whether bilinear interpolation counts all pixels where an image shrinks, or but the four around a place.
   * @defaultValue `true`
   */
  readonly antialias?: boolean;
}

/**
 * Gives images another size. Bytes come out as those of Pillow's `resize`, which antialiases, and so of torchvision's `Resize` on its images.
 *
 * @throws ValueError for an image so long and narrow that it has more than 2²⁵ pixels in that size
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

/** An image of another size, by either interpolation. */
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
