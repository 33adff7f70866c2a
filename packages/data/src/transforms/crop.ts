import { ValueError } from '@spikegrad/core';
import { blankPixels, checkImage, withPixels, type Image, type Transform } from '../image.js';

/** @see randomCrop */
export interface RandomCropOptions {
  /**
   * Black pixels added on every side before the crop; the crop has the image's own size.
   * @defaultValue `4`
   */
  readonly padding?: number;
}

/** Shifts the image by up to `padding` pixels in each direction along both axes. The border is black. */
export function randomCrop({ padding = 4 }: RandomCropOptions = {}): Transform {
  if (!Number.isInteger(padding) || padding < 0) {
    throw new ValueError('randomCrop', 'an integer padding of at least 0 pixels', String(padding));
  }
  return (image, random) => {
    checkImage('randomCrop', image);
    const top = random.integer(2 * padding + 1) - padding;
    const left = random.integer(2 * padding + 1) - padding;
    return shift(image, top, left);
  };
}

/** `out[y, x] = image[y + top, x + left]`, black outside. */
function shift(image: Image, top: number, left: number): Image {
  const { pixels, channels, height, width } = image;
  const out = blankPixels(image);
  const from = Math.max(0, left);
  const to = Math.min(width, width + left);
  for (let channel = 0; channel < channels && from < to; channel++) {
    for (let y = Math.max(0, -top); y < Math.min(height, height - top); y++) {
      const source = (channel * height + y + top) * width;
      const target = (channel * height + y) * width - left;
      out.set(pixels.subarray(source + from, source + to), target + from);
    }
  }
  return withPixels(image, out);
}
