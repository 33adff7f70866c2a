import { checkImage, withPixels, type Transform } from '../image.js';
import { checkSide } from './checkSide.js';

/** @see squareCutout */
export interface SquareCutoutOptions {
  /**
   * Pixels of a side of the square.
   * @defaultValue `16`
   */
  readonly side?: number;
}

/**
 * Sets a square of an image to 0 in all channels. Its centre is a random pixel, so a part of the square may be outside.
 *
 * @see DeVries & Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017
 */
export function squareCutout({ side = 16 }: SquareCutoutOptions = {}): Transform {
  checkSide('squareCutout', side);
  return (image, random) => {
    checkImage('squareCutout', image);
    const { channels, height, width } = image;
    const [top, left] = [random.integer(height), random.integer(width)].map((middle) => middle - (side >> 1));
    const [begin, end] = [Math.max(0, left!), Math.min(width, left! + side)];
    const pixels = image.pixels.slice();
    for (let channel = 0; channel < channels; channel++) {
      for (let y = Math.max(0, top!); y < Math.min(height, top! + side); y++) {
        const row = (channel * height + y) * width;
        pixels.fill(0, row + begin, row + end);
      }
    }
    return withPixels(image, pixels);
  };
}
