import { describe, expect, test } from '@jest/globals';
import { ShapeError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { imageAt, split, subset, type ImageDataset } from '../src/index.js';
import { numbered, seeds } from './arbitraries.js';

/** The numbers of the samples, as their images tell. */
const numbers = (dataset: ImageDataset) => Array.from({ length: dataset.count }, (_, i) => dataset.images[i * 4]!);

describe('subset', () => {
  test('takes images and labels together, in the order asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 })), (indices) => {
        const part = subset(numbered(20), indices);
        expect(part.count).toBe(indices.length);
        expect(numbers(part)).toEqual(indices);
        expect([...part.labels]).toEqual(indices.map((index) => index % 3));
      }),
    );
  });

  test('refuses an index outside, and a dataset whose parts do not fit', () => {
    for (const index of [-1, 20, 0.5, NaN]) expect(() => subset(numbered(20), [0, index])).toThrow(ValueError);
    expect(() => subset({ ...numbered(20), count: 21 }, [0])).toThrow(ShapeError);
  });
});

describe('imageAt', () => {
  test('is the sample, without a copy', () => {
    const dataset = numbered(3);
    const image = imageAt(dataset, 2);
    expect(image).toEqual({ pixels: Uint8Array.of(2, 2, 2, 2), channels: 1, height: 2, width: 2 });
    expect(image.pixels.buffer).toBe(dataset.images.buffer);
    expect(() => imageAt(dataset, 3)).toThrow('[imageAt] expected a sample index from 0, below 3 but received 3');
  });
});

describe('split', () => {
  test('gives two disjoint parts that are the whole, both in its order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 200 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        seeds,
        (count, fraction, seed) => {
          const { train, validation: heldOut } = split(numbered(count), fraction, seed);
          const [kept, held] = [numbers(train), numbers(heldOut)];
          expect([...kept, ...held].sort((a, b) => a - b)).toEqual(numbers(numbered(count)));
          for (const part of [kept, held]) expect(part).toEqual([...part].sort((a, b) => a - b));
        },
      ),
    );
  });

  test('holds out the same share of every class, however unequal they are', () => {
    const dataset = numbered(100, 4);
    const labels = dataset.labels.map((_, i) => (i < 50 ? 0 : i < 80 ? 1 : 2));
    const { validation: heldOut } = split({ ...dataset, labels }, 0.2, 1);
    expect([0, 1, 2].map((label) => heldOut.labels.filter((other) => other === label).length)).toEqual([10, 6, 4]);
  });

  test('depends on the seed and on nothing else', () => {
    const held = (seed: number) => numbers(split(numbered(200), 0.5, seed).validation);
    expect(held(1)).toEqual(held(1));
    expect(held(1)).not.toEqual(held(2));
  });

  test('refuses a fraction that is none or leaves a part empty', () => {
    for (const fraction of [0, 1, -0.1, NaN]) expect(() => split(numbered(20), fraction, 1)).toThrow(ValueError);
    expect(() => split(numbered(20), 0.01, 1)).toThrow('[split] expected a fraction with samples in both parts');
  });
});
