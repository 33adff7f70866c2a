import { ShapeError } from '@spikegrad/core';
import { checkImage, type Transform } from '../image.js';
import { checkSide } from './checkSide.js';
import { windowOf } from './window.js';

/** @see centerCrop */
export interface CenterCropOptions {
  /** Height and width of what is left, in pixels. */
  readonly size: number;
}

/**
 * Cuts a square out of the middle of an image. Where the middle lies between two pixels it is the even one, as in torchvision.
 *
 * @throws ShapeError for an image smaller than that
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

/** Half of what is too much, halves rounded to even. */
const margin = (excess: number): number => (excess % 4 === 3 ? (excess + 1) / 2 : Math.floor(excess / 2));
