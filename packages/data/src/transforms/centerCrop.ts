import { ShapeError } from '@spikegrad/core';
import { checkImage, type Transform } from '../image.js';
import { checkSide } from './checkSide.js';
import { windowOf } from './window.js';

/** @see centerCrop */
export interface CenterCropOptions {
  /** Height and width of the crop, in pixels. */
  readonly size: number;
}

/**
 * Crops a square from the centre of an image. If the centre is between two pixels, the even one is used, as in
 * torchvision.
 *
 * @throws ShapeError for a smaller image
 */
export function centerCrop({ size }: CenterCropOptions): Transform {
  checkSide('centerCrop', size);
  return (image) => {
    checkImage('centerCrop', image);
    const { height, width } = image;
    if (height < size || width < size)
      throw new ShapeError('centerCrop', `an image of ${size}×${size} or more`, `${height}×${width}`);
    return windowOf(image, { top: margin(height - size), left: margin(width - size), height: size, width: size });
  };
}

/** Half of the difference, rounded half to even. */
const margin = (excess: number): number => (excess % 4 === 3 ? (excess + 1) / 2 : Math.floor(excess / 2));
