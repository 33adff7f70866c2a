import type { Transform } from '../image.js';

/** The transforms one after another, left to right; none leaves the image as it is. */
export function compose(...transforms: readonly Transform[]): Transform {
  return (image, random) => transforms.reduce((current, transform) => transform(current, random), image);
}
