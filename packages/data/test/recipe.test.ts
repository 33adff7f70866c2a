import { describe, expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import fc from 'fast-check';
import {
  cifarTrainTransform,
  compose,
  cutout,
  horizontalFlip,
  normalise,
  randomCrop,
  type Transform,
} from '../src/index.js';
import { seeds } from './arbitraries.js';

const photo = {
  pixels: Uint8Array.from({ length: 3072 }, (_, i) => (i * 37) % 256),
  channels: 3,
  height: 32,
  width: 32,
};

describe('compose', () => {
  test('applies its transforms from left to right', () => {
    const add: Transform = (image) => ({ ...image, pixels: image.pixels.map((value: number) => value + 1) });
    const double: Transform = (image) => ({ ...image, pixels: image.pixels.map((value: number) => value * 2) });
    const three = { pixels: Uint8Array.of(3), channels: 1, height: 1, width: 1 };
    expect([...compose(add, double)(three, new Random(1)).pixels]).toEqual([8]);
    expect(compose()(three, new Random(1))).toBe(three);
  });
});

describe('cifarTrainTransform', () => {
  test('is crop, cutout, flip, normalise, in that order', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom('grey' as const, 'official' as const), (seed, fill) => {
        const random = new Random(seed);
        let expected = randomCrop({ padding: 4 })(photo, random);
        expected = cutout({ fill })(expected, random);
        expected = normalise()(horizontalFlip()(expected, random), random);
        expect(cifarTrainTransform({ cutout: fill })(photo, new Random(seed))).toEqual(expected);
      }),
    );
  });

  test('cuts a grey patch by default and none for false', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const uncut = compose(randomCrop(), horizontalFlip(), normalise())(photo, random);
        expect(cifarTrainTransform({ cutout: false })(photo, new Random(seed))).toEqual(uncut);
        expect(cifarTrainTransform()(photo, new Random(seed))).toEqual(
          cifarTrainTransform({ cutout: 'grey' })(photo, new Random(seed)),
        );
      }),
    );
  });
});
