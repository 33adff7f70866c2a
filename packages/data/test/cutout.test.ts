import { describe, expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { cutout, type CutoutFill, type Image } from '../src/index.js';
import { images, seeds } from './arbitraries.js';

const fills = fc.constantFrom<CutoutFill>('grey', 'official');

/** The box around all positions where any channel changed; null if none did. */
function changedBox(before: Image, after: Image) {
  const { height, width, pixels } = before;
  const changed: { y: number; x: number }[] = [];
  pixels.forEach((value: number, i: number) => {
    if (value !== after.pixels[i]) changed.push({ y: Math.floor(i / width) % height, x: i % width });
  });
  if (changed.length === 0) return null;
  const [ys, xs] = [changed.map(({ y }) => y), changed.map(({ x }) => x)];
  const [top, left] = [Math.min(...ys), Math.min(...xs)];
  return { top, left, height: Math.max(...ys) - top + 1, width: Math.max(...xs) - left + 1 };
}

describe('cutout', () => {
  // NaN equals nothing, so that each painted pixel counts as changed whatever its colour.
  const blank: Image = { pixels: new Float32Array(3 * 32 * 32).fill(NaN), channels: 3, height: 32, width: 32 };
  const paint = (seed: number, fill: CutoutFill) => cutout({ fill, probability: 1 })(blank, new Random(seed));
  const painted = ({ pixels }: Image) => Array.from(pixels.keys()).filter((i) => !Number.isNaN(pixels[i]));

  test('paints one full rectangle, the same in all channels, of 2 to 40 % of the area before rounding down', () => {
    fc.assert(
      fc.property(seeds, fills, (seed, fill) => {
        const places = painted(paint(seed, fill));
        const plane = places.filter((i) => i < 1024);
        expect(places).toEqual([0, 1024, 2048].flatMap((start) => plane.map((i) => i + start)));

        const [ys, xs] = [plane.map((i) => i >> 5), plane.map((i) => i & 31)];
        const height = Math.max(...ys) - Math.min(...ys) + 1;
        const width = Math.max(...xs) - Math.min(...xs) + 1;
        expect(plane.length).toBe(height * width);
        expect(height * width).toBeLessThanOrEqual(0.4 * 1024);
        expect((height + 1) * (width + 1)).toBeGreaterThan(0.02 * 1024);
        expect(height / (width + 1)).toBeLessThan(2.5);
        expect((height + 1) / width).toBeGreaterThan(0.4);
      }),
    );
  });

  test('takes 2 to 40 % of the area in a ratio of 0.4 to 2.5 by default', () => {
    const given = { probability: 1, area: [0.02, 0.4], ratio: [0.4, 2.5] } as const;
    const bytesOf = ({ pixels }: Image): Buffer => Buffer.from(pixels.buffer);
    for (let seed = 0; seed < 100; seed++) {
      const [found, expected] = [{ probability: 1 }, given].map((options) => cutout(options)(blank, new Random(seed)));
      expect(bytesOf(found!).equals(bytesOf(expected!))).toBe(true);
    }
  });

  test('is grey by default: one level v/255 in all channels', () => {
    const out = cutout({ probability: 1 })(blank, new Random(5));
    const levels = new Set(painted(out).map((i) => out.pixels[i]!));
    expect(levels.size).toBe(1);
    const v = [...levels][0]! * 255;
    expect(v).toBeCloseTo(Math.round(v), 4);
  });

  test("is red alone when 'official': the level in channel 0, nothing in 1 and 2", () => {
    const out = paint(5, 'official');
    const red = painted(out).filter((i) => i < 1024);
    const rest = painted(out).filter((i) => i >= 1024);
    expect(new Set(red.map((i) => out.pixels[i])).size).toBe(1);
    expect(out.pixels[red[0]!]).toBeGreaterThan(0);
    expect(new Set(rest.map((i) => out.pixels[i]))).toEqual(new Set([0]));
  });

  test('draws place and level from their whole ranges', () => {
    const image = { pixels: new Uint8Array(32 * 32), channels: 1, height: 32, width: 32 };
    const levels = new Set<number>();
    let [top, left, bottom, right] = [32, 32, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const out = cutout({ probability: 1 })(image, new Random(seed));
      const box = changedBox(image, out);
      if (!box) continue;
      levels.add(out.pixels[box.top * 32 + box.left]!);
      [top, left] = [Math.min(top, box.top), Math.min(left, box.left)];
      [bottom, right] = [Math.max(bottom, box.top + box.height), Math.max(right, box.left + box.width)];
    }
    expect([top, left, bottom, right]).toEqual([0, 0, 32, 32]);
    expect(levels.size).toBe(255); // 1…255; a patch of 0 does not show on black
  });

  test('leaves all outside its box, and its input, as they were, on images of any size', () => {
    fc.assert(
      fc.property(images, seeds, fills, (image, seed, fill) => {
        const before = image.pixels.slice();
        const out = cutout({ fill, probability: 1 })(image, new Random(seed));
        expect(image.pixels).toEqual(before);
        expect(out.pixels.constructor).toBe(before.constructor);
        const changed = out.pixels.filter((value: number, i: number) => value !== before[i]).length;
        expect(changed).toBeLessThanOrEqual(0.4 * before.length);
      }),
    );
  });

  test('happens to half of the images by default', () => {
    const random = new Random(3);
    let cuts = 0;
    for (let i = 0; i < 4000; i++) cuts += painted(cutout()(blank, random)).length > 0 ? 1 : 0;
    expect(Math.abs(cuts - 2000)).toBeLessThan(160); // five deviations
  });

  test('refuses ranges that are none', () => {
    expect(() => cutout({ probability: 2 })).toThrow(ValueError);
    expect(() => cutout({ area: [0.5, 0.2] })).toThrow(ValueError);
    expect(() => cutout({ area: [0, 1.1] })).toThrow(ValueError);
    expect(() => cutout({ ratio: [0, 1] })).toThrow(ValueError);
  });
});
