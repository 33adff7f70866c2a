import type { Transform } from '../image.js';

/** Applies the transforms from left to right. Without transforms it returns the image. */
export function compose(...transforms: readonly Transform[]): Transform {
  return (image, random) => transforms.reduce((current, transform) => transform(current, random), image);
}
