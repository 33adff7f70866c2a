import { describe, expect, test } from '@jest/globals';
import { Random, ShapeError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { cifar10Statistics, normalise } from '../src/index.js';
import { images } from './arbitraries.js';

describe('normalise', () => {
  const random = new Random(1);

  test('makes of white, black and 51 what the hand works out', () => {
    const image = { pixels: Uint8Array.of(255, 0, 51), channels: 3, height: 1, width: 1 };
    const { pixels } = normalise()(image, random);
    expect(pixels).toBeInstanceOf(Float32Array);
    expect(pixels[0]).toBeCloseTo(2.51409, 5); // (1 − 0.4914) / 0.2023
    expect(pixels[1]).toBeCloseTo(-2.41825, 5); // (0 − 0.4822) / 0.1994
    expect(pixels[2]).toBeCloseTo(-1.22637, 5); // (0.2 − 0.4465) / 0.2010
  });

  test('takes floats as they are, on the scale 0…1', () => {
    const bytes = { pixels: Uint8Array.of(255, 0, 51), channels: 3, height: 1, width: 1 };
    const floats = { ...bytes, pixels: Float32Array.of(1, 0, 0.2) };
    const [a, b] = [normalise()(bytes, random).pixels, normalise()(floats, random).pixels];
    a.forEach((value: number, i: number) => expect(b[i]).toBeCloseTo(value, 6));
  });

  test('can be undone', () => {
    fc.assert(
      fc.property(images, (image) => {
        const mean = [0.1, 0.2, 0.3, 0.4].slice(0, image.channels);
        const deviation = [0.5, 0.6, 0.7, 0.8].slice(0, image.channels);
        const { pixels } = normalise({ mean, deviation })(image, random);
        const unit = image.pixels instanceof Uint8Array ? 255 : 1;
        pixels.forEach((value: number, i: number) => {
          const channel = Math.floor(i / (image.height * image.width));
          expect((value * deviation[channel]! + mean[channel]!) * unit).toBeCloseTo(image.pixels[i]!, 3);
        });
      }),
    );
  });

  test('refuses an image with other channels, and statistics that are none', () => {
    const grey = { pixels: new Uint8Array(1), channels: 1, height: 1, width: 1 };
    expect(() => normalise()(grey, random)).toThrow('[normalise] expected 3 channels but received 1');
    expect(() => normalise()(grey, random)).toThrow(ShapeError);
    expect(() => normalise({ mean: [0], deviation: [0] })).toThrow(ValueError);
    expect(() => normalise({ ...cifar10Statistics, mean: [0] })).toThrow(ValueError);
  });
});
