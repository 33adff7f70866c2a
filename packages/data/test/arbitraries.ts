import fc from 'fast-check';
import type { Image, ImageDataset } from '../src/index.js';

export const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** Small images of bytes 1…255 (so that 0 can only be padding) or of floats in (0, 1]. */
export const images: fc.Arbitrary<Image> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .chain(([channels, height, width, bytes]) => {
    const size = channels * height * width;
    return fc.uint8Array({ minLength: size, maxLength: size, min: 1 }).map((levels) => ({
      pixels: bytes ? levels : Float32Array.from(levels, (level) => level / 255),
      channels,
      height,
      width,
    }));
  });

/** A dataset of 1×2×2 images; every byte of sample i is i. */
export function numbered(count: number, classCount = 3): ImageDataset {
  return {
    images: Uint8Array.from({ length: count * 4 }, (_, i) => i >> 2),
    labels: Uint8Array.from({ length: count }, (_, i) => i % classCount),
    count,
    channels: 1,
    height: 2,
    width: 2,
    classes: Array.from({ length: classCount }, (_, i) => `class ${i}`),
  };
}

/** `count` valid CIFAR-10 records; record i has label i mod 10 and pixels that tell their place. */
export function cifarBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count * 3073);
  for (let record = 0; record < count; record++) {
    bytes[record * 3073] = record % 10;
    for (let i = 1; i < 3073; i++) bytes[record * 3073 + i] = (record * 7 + i) % 256;
  }
  return bytes;
}
