import { describe, expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import fc from 'fast-check';
import {
  cifar10DvsTestRecipe,
  cifar10DvsTrainRecipe,
  cifarTrainRecipe,
  cifarTrainTransform,
  compose,
  cutout,
  gestureTestRecipe,
  gestureTrainRecipe,
  horizontalFlip,
  imagenetStatistics,
  imagenetTestRecipe,
  imagenetTrainRecipe,
  nMnistTrainRecipe,
  normalise,
  randomChoice,
  randomCrop,
  randomResizedCrop,
  resize,
  roll,
  rotate,
  squareCutout,
  centerCrop,
  transformOf,
  type Image,
  type Recipe,
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

describe('the pipelines of the paper', () => {
  const size = 128;
  const frames: Image = {
    pixels: Float32Array.from({ length: 4 * size * size }, (_, i) => (i * 37) % 11),
    ...{ channels: 4, height: size, width: size },
  };
  const byNearest = randomResizedCrop({ size: 128, scale: [0.7, 1], interpolation: 'nearest' });
  const to48 = resize({ size: 48, antialias: false });
  const made: readonly [string, Recipe, Image, Transform][] = [
    [
      'CIFAR10-DVS, to train on: part → 48 → flip → one of roll, rotate, cutout',
      cifar10DvsTrainRecipe(),
      frames,
      compose(byNearest, to48, horizontalFlip(), randomChoice(roll(), rotate({ degrees: 30 }), squareCutout())),
    ],
    ['CIFAR10-DVS, to test on: 48', cifar10DvsTestRecipe(), frames, to48],
    [
      'DVS128-Gesture, to train on: part → 48 → rotate, and no flip',
      gestureTrainRecipe(),
      frames,
      compose(byNearest, to48, rotate({ degrees: 20 })),
    ],
    ['DVS128-Gesture, to test on: 48', gestureTestRecipe(), frames, to48],
    ['N-MNIST, to train on: moved by up to 2 pixels', nMnistTrainRecipe(), frames, randomCrop({ padding: 2 })],
    [
      'ImageNet, to train on: part of 224 → flip → normalise',
      imagenetTrainRecipe(),
      photo,
      compose(randomResizedCrop({ size: 224 }), horizontalFlip(), normalise(imagenetStatistics)),
    ],
    [
      'ImageNet, to test on: 256 → the middle 224 → normalise',
      imagenetTestRecipe(),
      photo,
      compose(resize({ size: 256 }), centerCrop({ size: 224 }), normalise(imagenetStatistics)),
    ],
  ];

  test.each(made)('%s', (_, recipe, image, expected) => {
    for (const seed of [1, 2, 3, 4])
      expect(transformOf(recipe)(image, new Random(seed))).toEqual(expected(image, new Random(seed)));
  });

  test('CIFAR10-DVS is rotated by up to 30°, in frames of every seed that draws a rotation', () => {
    const [recipe, [, , , expected]] = [transformOf(cifar10DvsTrainRecipe()), made[0]!];
    const bytesOf = ({ pixels }: Image): Buffer => Buffer.from(pixels.buffer);
    for (let seed = 0; seed < 30; seed++) {
      const [found, wanted] = [recipe(frames, new Random(seed)), expected(frames, new Random(seed))];
      expect(bytesOf(found).equals(bytesOf(wanted))).toBe(true);
    }
  });

  test('are plain data', () => {
    for (const recipe of [cifarTrainRecipe(), ...made.map(([, each]) => each)])
      expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
  });

  test('a step that nobody knows is refused, and so is one that cannot be', () => {
    expect(() => transformOf([{ name: 'blur' } as unknown as Recipe[number]])).toThrow(
      'a step of randomCrop, randomResizedCrop, centerCrop, resize',
    );
    expect(() => transformOf([{ name: 'randomChoice', of: [{ name: 'roll', maxShift: -1 }] }])).toThrow('[roll]');
  });
});
