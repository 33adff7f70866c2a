import { describe, expect, test } from '@jest/globals';
import { Random, ShapeError, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { centerCrop, randomResizedCrop, resize, type Image, type Interpolation } from '../src/index.js';
import { images, seeds } from './arbitraries.js';
import { total } from './recordings.js';

const sides = fc.integer({ min: 1, max: 12 });
const interpolations = fc.constantFrom<Interpolation>('bilinear', 'nearest');
const none = new Random(1);
const range = ({ pixels }: Image) => [Math.min(...pixels), Math.max(...pixels)] as const;

describe('resize', () => {
  test('gives the size asked for, of the same kind, with no pixel beyond the darkest and the brightest', () => {
    fc.assert(
      fc.property(
        images,
        sides,
        sides,
        interpolations,
        fc.boolean(),
        (image, height, width, interpolation, antialias) => {
          const before = image.pixels.slice();
          const made = resize({ size: [height, width], interpolation, antialias })(image, none);
          expect([made.channels, made.height, made.width]).toEqual([image.channels, height, width]);
          expect(made.pixels.length).toBe(image.channels * height * width);
          expect(made.pixels.constructor).toBe(before.constructor);
          const [[dark, bright], [least, most]] = [range(image), range(made)];
          expect(least).toBeGreaterThanOrEqual(dark - 1e-6);
          expect(most).toBeLessThanOrEqual(bright + 1e-6);
          expect(image.pixels).toEqual(before);
        },
      ),
    );
  });

  test('refuses a strip that would have more pixels than any image may have, with both sizes', () => {
    const strip = { pixels: new Uint8Array(3 * 40_000), channels: 3, height: 40_000, width: 1 };
    expect(() => resize({ size: 256 })(strip, none)).toThrow(
      new ValueError(
        'resize',
        'an image of at most 33554432 pixels in its new size',
        '40000×1, which becomes 10240000×256',
      ),
    );
    expect(resize({ size: 28 })(strip, none)).toMatchObject({ height: 1_120_000, width: 28 });
  });

  test('to its own size changes nothing', () => {
    fc.assert(
      fc.property(images, interpolations, fc.boolean(), (image, interpolation, antialias) => {
        const size = [image.height, image.width] as const;
        expect(resize({ size, interpolation, antialias })(image, none)).toEqual(image);
      }),
    );
  });

  test('treats every channel alone: the channels of all frames alike', () => {
    fc.assert(
      fc.property(images, sides, sides, interpolations, (image, height, width, interpolation) => {
        const take = resize({ size: [height, width], interpolation });
        const plane = image.height * image.width;
        const apart = Array.from({ length: image.channels }, (_, channel) => {
          const pixels = image.pixels.slice(channel * plane, (channel + 1) * plane);
          return [...take({ ...image, channels: 1, pixels }, none).pixels];
        });
        expect([...take(image, none).pixels]).toEqual(apart.flat());
      }),
    );
  });

  test('antialiased, halving an image of floats keeps its sum but for the rims', () => {
    const pixels = new Float32Array(64 * 64);
    pixels[20 * 64 + 31] = 1;
    const image = { pixels, channels: 1, height: 64, width: 64 };
    const sum = (antialias: boolean) => total(resize({ size: 32, antialias })(image, none).pixels);
    expect(sum(true)).toBeCloseTo(1 / 4, 6);
    expect(sum(false)).toBeCloseTo(1 / 4, 6); // the four around a middle, when it halves
    pixels.fill(0)[3 * 64 + 3] = 1;
    const quarter = (antialias: boolean) => total(resize({ size: 16, antialias })(image, none).pixels);
    expect(quarter(true)).toBeGreaterThan(0);
    expect(quarter(false)).toBe(0); // between the fours: not seen at all
  });

  test('refuses sides that are none', () => {
    for (const size of [0, -1, 2.5, [3, 0]] as const)
      expect(() => resize({ size: size as number })).toThrow('an integer side of at least 1 pixel');
    expect(() => resize({ size: 4, interpolation: 'cubic' as 'nearest' })).toThrow('bilinear or nearest');
  });
});

describe('centerCrop', () => {
  test('is a window of the image with as much left out on either side, but for one', () => {
    fc.assert(
      fc.property(images, sides, (image, size) => {
        fc.pre(size <= image.height && size <= image.width);
        const made = centerCrop({ size })(image, none);
        expect([made.height, made.width]).toEqual([size, size]);
        const at = (top: number, left: number) =>
          made.pixels.every((value, i) => {
            const [c, y, x] = [Math.floor(i / size ** 2), Math.floor(i / size) % size, i % size];
            return value === image.pixels[(c * image.height + y + top) * image.width + x + left];
          });
        const near = (excess: number) => [Math.floor(excess / 2), Math.ceil(excess / 2)];
        expect(near(image.height - size).some((top) => near(image.width - size).some((left) => at(top, left)))).toBe(
          true,
        );
      }),
    );
  });

  test('refuses an image that is smaller', () => {
    const image = { pixels: new Uint8Array(12), channels: 1, height: 3, width: 4 };
    expect(() => centerCrop({ size: 4 })(image, none)).toThrow(ShapeError);
    expect(() => centerCrop({ size: 4 })(image, none)).toThrow('an image of 4×4 or more but received 3×4');
    expect(() => centerCrop({ size: 0 })).toThrow(ValueError);
  });
});

describe('randomResizedCrop', () => {
  test('takes pixels of one box whose share and shape are within their ranges, the same in all channels', () => {
    // Every pixel says where it lies, in two channels.
    const [height, width] = [40, 60];
    const pixels = new Float32Array(2 * height * width);
    for (let i = 0; i < height * width; i++) {
      pixels[i] = Math.floor(i / width);
      pixels[height * width + i] = i % width;
    }
    const take = randomResizedCrop({ size: 64, scale: [0.3, 0.6], ratio: [0.5, 2], interpolation: 'nearest' });
    fc.assert(
      fc.property(seeds, (seed) => {
        const made = take({ pixels, channels: 2, height, width }, new Random(seed)).pixels;
        const [rows, columns] = [made.slice(0, 64 * 64), made.slice(64 * 64)];
        const h = Math.max(...rows) - Math.min(...rows) + 1;
        const w = Math.max(...columns) - Math.min(...columns) + 1;
        expect(
          rows.every((row: number, i: number) => row === rows[0]! + Math.floor((Math.floor(i / 64) * h) / 64)),
        ).toBe(true);
        expect(
          columns.every((column: number, i: number) => column === columns[0]! + Math.floor(((i % 64) * w) / 64)),
        ).toBe(true);
        expect((h + 0.5) * (w + 0.5)).toBeGreaterThan(0.3 * height * width);
        expect((h - 0.5) * (w - 0.5)).toBeLessThan(0.6 * height * width);
        expect((w + 0.5) / (h - 0.5)).toBeGreaterThan(0.5);
        expect((w - 0.5) / (h + 0.5)).toBeLessThan(2);
      }),
    );
  });

  test('is crop and resize, of bytes and floats, and leaves its input as it was', () => {
    fc.assert(
      fc.property(images, seeds, sides, interpolations, (image, seed, size, interpolation) => {
        const before = image.pixels.slice();
        const made = randomResizedCrop({ size, interpolation })(image, new Random(seed));
        expect([made.channels, made.height, made.width]).toEqual([image.channels, size, size]);
        expect(made.pixels.constructor).toBe(before.constructor);
        expect(image.pixels).toEqual(before);
        const whole = randomResizedCrop({ size, scale: [1, 1], ratio: [1e-9, 1e-9], interpolation });
        expect(() => whole(image, new Random(seed))).not.toThrow(); // no box fits
      }),
    );
  });

  test('refuses ranges that are none', () => {
    expect(() => randomResizedCrop({ size: 0 })).toThrow(ValueError);
    expect(() => randomResizedCrop({ size: 4, scale: [0, 1] })).toThrow('a scale range above 0');
    expect(() => randomResizedCrop({ size: 4, scale: [0.5, 1.1] })).toThrow('a scale range above 0');
    expect(() => randomResizedCrop({ size: 4, ratio: [2, 1] })).toThrow('a ratio range above 0');
  });
});
