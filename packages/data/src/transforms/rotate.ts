import { ValueError } from '@spikegrad/core';
import { checkImage, withSize, type Image, type Transform } from '../image.js';

/** @see rotate */
export interface RotateOptions {
  /** The maximum rotation in each direction, in degrees. */
  readonly degrees: number;
}

/**
 * Rotates an image about its centre by an angle `~ U(−degrees, degrees)`, with nearest neighbours. Pixels from
 * outside are black.
 */
export function rotate({ degrees }: RotateOptions): Transform {
  if (!(degrees >= 0 && degrees <= 180)) throw new ValueError('rotate', '0 to 180 degrees', String(degrees));
  return (image, random) => {
    checkImage('rotate', image);
    return rotated(image, degrees * (2 * random.next() - 1));
  };
}

/** The image rotated by an angle in degrees, counter-clockwise. */
export function rotated(image: Image, degrees: number): Image {
  const { pixels, channels, height, width } = image;
  const angle = (degrees * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const [midY, midX] = [(height - 1) / 2, (width - 1) / 2];
  const out = withSize(image, image);
  const plane = height * width;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.round(midX + cosine * (x - midX) - sine * (y - midY));
      const fromY = Math.round(midY + sine * (x - midX) + cosine * (y - midY));
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      const [to, from] = [y * width + x, fromY * width + fromX];
      for (let channel = 0; channel < channels; channel++)
        out.pixels[channel * plane + to] = pixels[channel * plane + from]!;
    }
  }
  return out;
}
