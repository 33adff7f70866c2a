import { blankPixels, checkImage, withPixels, type Image, type Transform } from '../image.js';
import { checkProbability } from './checkProbability.js';

/** @see horizontalFlip */
export interface HorizontalFlipOptions {
  /**
   * The probability of a flip, 0…1.
   * @defaultValue `0.5`
   */
  readonly probability?: number;
}

/** Flips an image horizontally with some probability. */
export function horizontalFlip({ probability = 0.5 }: HorizontalFlipOptions = {}): Transform {
  checkProbability('horizontalFlip', probability);
  return (image, random) => {
    checkImage('horizontalFlip', image);
    return random.next() < probability ? mirror(image) : image;
  };
}

function mirror(image: Image): Image {
  const { pixels, width } = image;
  const out = blankPixels(image);
  for (let row = 0; row < pixels.length; row += width) {
    for (let x = 0; x < width; x++) out[row + x] = pixels[row + width - 1 - x]!;
  }
  return withPixels(image, out);
}
