import { describe, expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { randomChoice, roll, rotate, squareCutout, type Image, type Transform } from '../src/index.js';
import { rotated } from '../src/transforms/rotate.js';
import { images, seeds } from './arbitraries.js';
import { total } from './recordings.js';

/** `image` moved down and right, what goes out coming in again. */
const moved = ({ pixels, height, width }: Image, down: number, right: number): number[] =>
  Array.from(pixels.keys(), (i) => {
    const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    const from = ((((y - down) % height) + height) % height) * width + ((((x - right) % width) + width) % width);
    return pixels[plane * height * width + from]!;
  });
const offsets = (most: number) => Array.from({ length: 2 * most + 1 }, (_, i) => i - most);

describe('roll', () => {
  test('moves every channel alike, by what was drawn, around the rims', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 0, max: 4 }), seeds, (image, most, seed) => {
        const before = image.pixels.slice();
        const out = roll({ maxShift: most })(image, new Random(seed));
        const seen = [...out.pixels];
        const found = offsets(most).some((down) =>
          offsets(most).some((right) => moved(image, down, right).every((value, i) => value === seen[i])),
        );
        expect(found).toBe(true);
        expect(out.pixels.constructor).toBe(before.constructor);
        expect(image.pixels).toEqual(before);
      }),
    );
  });

  test('reaches every offset of up to 5, and each about as often', () => {
    const image = { pixels: new Uint8Array(121), channels: 1, height: 11, width: 11 };
    image.pixels[60] = 1;
    const hits = new Array<number>(121).fill(0);
    const random = new Random(2);
    for (let i = 0; i < 121 * 100; i++) hits[roll()(image, random).pixels.indexOf(1)]!++;
    for (const count of hits) expect(Math.abs(count - 100)).toBeLessThan(50); // five deviations
  });

  test('refuses what is no number of pixels', () => {
    expect(() => roll({ maxShift: -1 })).toThrow(ValueError);
    expect(() => roll({ maxShift: 0.5 })).toThrow(ValueError);
  });
});

describe('rotate', () => {
  test('every pixel is one of the image or black, and four quarters of a turn are none', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 0, max: 180 }), seeds, (image, degrees, seed) => {
        const before = image.pixels.slice();
        const out = rotate({ degrees })(image, new Random(seed));
        const known = new Set([0, ...before]);
        expect(out.pixels.every((value) => known.has(value))).toBe(true);
        expect(image.pixels).toEqual(before);
        fc.pre(image.height === image.width);
        expect([1, 2, 3, 4].reduce((turned) => rotated(turned, 90), image)).toEqual(image);
      }),
    );
  });

  test('turns evenly either way, within its degrees', () => {
    // One bright pixel far to the right: where it goes tells the angle.
    const side = 201;
    const image = { pixels: new Uint8Array(side * side), channels: 1, height: side, width: side };
    for (let y = 98; y <= 102; y++) image.pixels.fill(1, y * side + 188, y * side + 193);
    const random = new Random(3);
    const angles = Array.from({ length: 300 }, () => {
      const at = rotate({ degrees: 20 })(image, random).pixels.indexOf(1);
      return (Math.atan2(100 - Math.floor(at / side), (at % side) - 100) * 180) / Math.PI;
    });
    expect(Math.max(...angles.map(Math.abs))).toBeLessThan(23);
    expect(Math.max(...angles)).toBeGreaterThan(17);
    expect(Math.min(...angles)).toBeLessThan(-15);
  });

  test('refuses what is no angle', () => {
    expect(() => rotate({ degrees: -1 })).toThrow(ValueError);
    expect(() => rotate({ degrees: NaN })).toThrow(ValueError);
  });
});

describe('squareCutout', () => {
  test('empties one square, cut at the rims, in all channels alike, and nothing else', () => {
    fc.assert(
      fc.property(images, fc.integer({ min: 1, max: 6 }), seeds, (image, side, seed) => {
        const before = image.pixels.slice();
        const { pixels } = squareCutout({ side })(image, new Random(seed));
        expect(image.pixels).toEqual(before);
        const { height, width, channels } = image;
        const inside = (i: number, top: number, left: number) => {
          const [y, x] = [Math.floor(i / width) % height, i % width];
          return y >= top && y < top + side && x >= left && x < left + side;
        };
        const tops = Array.from({ length: height }, (_, middle) => middle - (side >> 1));
        const lefts = Array.from({ length: width }, (_, middle) => middle - (side >> 1));
        const is = (top: number, left: number) =>
          pixels.every((value, i) => value === (inside(i, top, left) ? 0 : before[i]));
        expect(pixels.length).toBe(channels * height * width);
        expect(tops.some((top) => lefts.some((left) => is(top, left)))).toBe(true);
      }),
    );
  });

  test('is a square of 16 where nothing cuts it', () => {
    const image = { pixels: new Uint8Array(64 * 64).fill(1), channels: 1, height: 64, width: 64 };
    const left = Array.from({ length: 50 }, (_, seed) => total(squareCutout()(image, new Random(seed)).pixels));
    expect(Math.min(...left)).toBe(64 * 64 - 256);
    expect(Math.max(...left)).toBeGreaterThan(64 * 64 - 256);
  });

  test('refuses a side that is none', () => expect(() => squareCutout({ side: 0 })).toThrow(ValueError));
});

describe('randomChoice', () => {
  test('does one of its transforms a sample, each as often', () => {
    const image = { pixels: Uint8Array.of(0), channels: 1, height: 1, width: 1 };
    const paint =
      (level: number): Transform =>
      (given) => ({ ...given, pixels: given.pixels.map(() => level) });
    const random = new Random(4);
    const hits = [0, 0, 0, 0];
    const draw = randomChoice(paint(1), paint(2), paint(3));
    for (let i = 0; i < 3000; i++) hits[draw(image, random).pixels[0]!]!++;
    expect(hits[0]).toBe(0);
    for (const count of hits.slice(1)) expect(Math.abs(count - 1000)).toBeLessThan(130); // five deviations
  });

  test('refuses to choose from nothing', () => expect(() => randomChoice()).toThrow(ValueError));
});
