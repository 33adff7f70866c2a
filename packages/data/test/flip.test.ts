import { describe, expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { horizontalFlip } from '../src/index.js';
import { images, seeds } from './arbitraries.js';

describe('horizontalFlip', () => {
  const always = horizontalFlip({ probability: 1 });

  test('twice is the identity', () => {
    fc.assert(
      fc.property(images, seeds, (image, seed) => {
        const random = new Random(seed);
        expect(always(always(image, random), random)).toEqual(image);
      }),
    );
  });

  test('mirrors every row of every channel', () => {
    const image = { pixels: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), channels: 2, height: 2, width: 3 };
    expect([...always(image, new Random(1)).pixels]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10]);
    expect(image.pixels[0]).toBe(1);
  });

  test('happens to half of the images by default, and never at probability 0', () => {
    const image = { pixels: Uint8Array.of(1, 2), channels: 1, height: 1, width: 2 };
    const random = new Random(1);
    let flips = 0;
    for (let i = 0; i < 10000; i++) flips += horizontalFlip()(image, random).pixels[0] === 2 ? 1 : 0;
    expect(Math.abs(flips - 5000)).toBeLessThan(250); // five deviations
    expect(horizontalFlip({ probability: 0 })(image, random)).toEqual(image);
  });

  test('refuses what is no probability', () => {
    expect(() => horizontalFlip({ probability: 1.1 })).toThrow(ValueError);
    expect(() => horizontalFlip({ probability: NaN })).toThrow(ValueError);
  });
});
