import { expect, test } from '@jest/globals';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { decodeImage, parseCifar10, parseCifar100, type ImageDataset } from '../src/index.js';
import { cifarBytes } from './arbitraries.js';
import { mutated } from './mutated.js';
import { pictureFile, resealed } from './pictures.js';

/** More pixels than a file of so few bytes can hold: a block of 64 takes a bit at least. */
const mostPixels = (bytes: number): number => 64 * 8 * (bytes + 64);

test.each(['jpeg 4:2:0', 'jpeg progressive', 'jpeg with restarts', 'jpeg four inks', 'png', 'png palette'])(
  'whatever becomes of the bytes of %s, an image of a size that they can hold comes out, or a FormatError',
  async (name) => {
    await fc.assert(
      // With wrong checksums nothing else of a PNG would be looked at.
      fc.asyncProperty(
        mutated(pictureFile(name)).map(name.startsWith('png') ? resealed : (file) => file),
        async (bytes) => {
          try {
            const { pixels, width, height, channels } = await decodeImage(bytes, 'x');
            expect(channels).toBe(3);
            expect(pixels.length).toBe(3 * width * height);
            if (name.startsWith('jpeg')) expect(width * height).toBeLessThanOrEqual(mostPixels(bytes.length));
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        },
      ),
      { numRuns: 150 },
    );
  },
);

test.each<[string, (bytes: Uint8Array) => ImageDataset, number]>([
  ['parseCifar10', parseCifar10, 10],
  ['parseCifar100', parseCifar100, 100],
])('%s gives samples of classes that there are, or refuses', (_, parse, classes) => {
  fc.assert(
    fc.property(mutated(cifarBytes(3)), (bytes) => {
      try {
        const { count, labels, images } = parse(bytes);
        expect([labels.length, images.length]).toEqual([count, 3072 * count]);
        expect(labels.every((label) => label < classes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    }),
  );
});
