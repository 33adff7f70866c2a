import { describe, expect, test } from '@jest/globals';
import { Random, ShapeError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { randomCrop, type Image } from '../src/index.js';
import { images, seeds } from './arbitraries.js';

/** `image` inside `padding` black pixels, read at `(y, x)` of the padded image. */
const padded = ({ pixels, height, width }: Image, padding: number, channel: number, y: number, x: number): number => {
  const [row, column] = [y - padding, x - padding];
  const inside = row >= 0 && row < height && column >= 0 && column < width;
  return inside ? pixels[(channel * height + row) * width + column]! : 0;
};

describe('randomCrop', () => {
  test('is one window of the padded image, the same in all channels', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 0, max: 5 }), seeds, (image, padding, seed) => {
        const { channels, height, width } = image;
        const out = randomCrop({ padding })(image, new Random(seed));
        const isWindowAt = (top: number, left: number) =>
          out.pixels.every((value, i) => {
            const [channel, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
            return value === padded(image, padding, channel, y + top, x + left);
          });
        const offsets = Array.from({ length: 2 * padding + 1 }, (_, i) => i);
        expect(offsets.some((top) => offsets.some((left) => isWindowAt(top, left)))).toBe(true);
        expect(out.pixels.length).toBe(channels * height * width);
        expect(out.pixels.constructor).toBe(image.pixels.constructor);
      }),
    );
  });

  test('reaches every offset, and each about as often', () => {
    // One white pixel in the middle of 3×3; padding 1 moves it to each of the nine places.
    const image = { pixels: Uint8Array.of(0, 0, 0, 0, 255, 0, 0, 0, 0), channels: 1, height: 3, width: 3 };
    const random = new Random(1);
    const hits = new Array<number>(9).fill(0);
    for (let i = 0; i < 9000; i++) hits[randomCrop({ padding: 1 })(image, random).pixels.indexOf(255)]!++;
    // 1000 expected, deviation 30: five deviations.
    for (const count of hits) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('without padding changes nothing, and never touches its input', () => {
    fc.assert(
      fc.property(images, seeds, (image, seed) => {
        const before = image.pixels.slice();
        expect(randomCrop({ padding: 0 })(image, new Random(seed)).pixels).toEqual(before);
        randomCrop()(image, new Random(seed));
        expect(image.pixels).toEqual(before);
      }),
    );
  });

  test('refuses a padding that is no whole number, and an image whose pixels do not fit its shape', () => {
    expect(() => randomCrop({ padding: 1.5 })).toThrow(ValueError);
    expect(() => randomCrop({ padding: -1 })).toThrow(ValueError);
    const image = { pixels: new Uint8Array(11), channels: 3, height: 2, width: 2 };
    expect(() => randomCrop()(image, new Random(1))).toThrow(ShapeError);
  });
});
