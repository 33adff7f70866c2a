import { ValueError } from '@spikegrad/core';
import { checkImage, withSize, type Transform } from '../image.js';

/** @see roll */
export interface RollOptions {
  /**
   * The maximum shift in each direction, in pixels.
   * @defaultValue `5`
   */
  readonly maxShift?: number;
}

/** Shifts an image randomly along both axes, with wrap-around. */
export function roll({ maxShift = 5 }: RollOptions = {}): Transform {
  if (!Number.isInteger(maxShift) || maxShift < 0)
    throw new ValueError('roll', 'an integer maximum of at least 0 pixels', String(maxShift));
  return (image, random) => {
    checkImage('roll', image);
    const { pixels, channels, height, width } = image;
    const down = modulo(random.integer(2 * maxShift + 1) - maxShift, height);
    const right = modulo(random.integer(2 * maxShift + 1) - maxShift, width);
    const out = withSize(image, image);
    for (let channel = 0; channel < channels; channel++) {
      for (let y = 0; y < height; y++) {
        const from = (channel * height + y) * width;
        const to = (channel * height + ((y + down) % height)) * width;
        out.pixels.set(pixels.subarray(from, from + width - right), to + right);
        out.pixels.set(pixels.subarray(from + width - right, from + width), to);
      }
    }
    return out;
  };
}

const modulo = (value: number, limit: number): number => ((value % limit) + limit) % limit;
