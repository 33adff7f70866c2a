import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { centerCrop, resize, type Image } from '../src/index.js';
import { drawnBox } from '../src/transforms/randomResizedCrop.js';
import { rotated } from '../src/transforms/rotate.js';

type Sides = readonly [height: number, width: number];
interface Made {
  readonly from: Sides;
  readonly size: number | Sides;
  readonly to: Sides;
  readonly pixels: readonly number[];
}
interface Golden {
  readonly resizeBytes: readonly Made[];
  readonly resizeFloats: readonly (Made & { readonly antialias: boolean })[];
  readonly nearest: readonly { readonly from: Sides; readonly size: Sides; readonly bytes: readonly number[] }[];
  readonly rotate: readonly { readonly from: Sides; readonly degrees: number; readonly bytes: readonly number[] }[];
  readonly centerCrop: readonly { readonly from: Sides; readonly size: number; readonly pixels: readonly number[] }[];
  readonly boxes: readonly {
    readonly from: Sides;
    readonly scale: Sides;
    readonly ratio: Sides;
    readonly numbers: readonly number[];
    readonly box: readonly number[];
  }[];
}
const golden = JSON.parse(readFileSync('packages/data/test/golden/transforms.json', 'utf8')) as Golden;

/** The picture of `golden/transforms.py`, as bytes. */
function picture([height, width]: Sides): Image {
  const plane = height * width;
  const pixels = Uint8Array.from({ length: 3 * plane }, (_, i) => {
    const [c, y, x] = [Math.floor(i / plane), Math.floor(i / width) % height, i % width];
    return x * x * 7 + y * y * 13 + x * y * 29 + c * 101 + (x ^ y) * 31;
  });
  return { pixels, channels: 3, height, width };
}
const floats = (image: Image): Image => ({
  ...image,
  pixels: Float32Array.from(image.pixels, (byte) => byte / 255),
});
const asBytes = ({ pixels }: Image): number[] => Array.from(pixels, (value) => Math.round(255 * value));
const none = new Random(1);

describe('what torchvision and Pillow make (golden/transforms.py)', () => {
  test.each(golden.resizeBytes)('resize of bytes, $from to $size, bit for bit', ({ from, size, to, pixels }) => {
    const made = resize({ size })(picture(from), none);
    expect([made.height, made.width]).toEqual(to);
    expect([...made.pixels]).toEqual(pixels);
  });

  test.each(golden.resizeFloats)(
    'resize of floats, $from to $size, antialias $antialias',
    ({ from, size, antialias, to, pixels }) => {
      const made = resize({ size, antialias })(floats(picture(from)), none);
      expect([made.height, made.width]).toEqual(to);
      made.pixels.forEach((value: number, i: number) => expect(value).toBeCloseTo(pixels[i]!, 5));
    },
  );

  test.each(golden.nearest)('resize to the nearest, $from to $size', ({ from, size, bytes }) => {
    const take = resize({ size, interpolation: 'nearest' });
    expect([...take(picture(from), none).pixels]).toEqual(bytes);
    expect(asBytes(take(floats(picture(from)), none))).toEqual(bytes);
  });

  test.each(golden.rotate)('rotate, $from by $degrees°', ({ from, degrees, bytes }) => {
    expect([...rotated(picture(from), degrees).pixels]).toEqual(bytes);
    expect(asBytes(rotated(floats(picture(from)), degrees))).toEqual(bytes);
  });

  test.each(golden.centerCrop)('the middle $size of $from', ({ from, size, pixels }) => {
    expect([...centerCrop({ size })(picture(from), none).pixels]).toEqual(pixels);
  });

  test.each(golden.boxes)(
    'the box that is drawn in $from, by shares $scale',
    ({ from, scale, ratio, numbers, box }) => {
      const rest = [...numbers];
      const random = { next: () => rest.shift()!, integer: (limit: number) => Math.floor(rest.shift()! * limit) };
      const { top, left, height, width } = drawnBox({ height: from[0], width: from[1] }, scale, ratio, random);
      expect([top, left, height, width]).toEqual(box);
    },
  );
});
