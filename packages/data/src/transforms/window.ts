import { withSize, type Image } from '../image.js';

/** A rectangle of pixels. */
export interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** The part of an image inside a box, which must be inside the image. */
export function windowOf(image: Image, { top, left, height, width }: Box): Image {
  if (height === image.height && width === image.width) return image;
  const out = withSize(image, { height, width });
  for (let channel = 0; channel < image.channels; channel++) {
    for (let y = 0; y < height; y++) {
      const from = (channel * image.height + top + y) * image.width + left;
      out.pixels.set(image.pixels.subarray(from, from + width), (channel * height + y) * width);
    }
  }
  return out;
}
