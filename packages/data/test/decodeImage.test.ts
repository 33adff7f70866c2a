import { describe, expect, test } from '@jest/globals';
import { FormatError, ValueError } from '@spikegrad/core';
import { decodeImage, type Image } from '../src/index.js';
import { decodeWithSharp } from '../src/images/jpeg.js';
import { loadSharp, type Sharp, type SharpImage } from '../src/images/sharp.js';
import { height, pictureFile, picturePixels, resealed, width } from './pictures.js';

/** How far pixels are from those of Pillow, in levels: at most, and on average. */
function apart({ pixels }: Image, name: string): { readonly most: number; readonly mean: number } {
  const differences = picturePixels(name).map((level, i) => Math.abs(level - pixels[i]!));
  return { most: Math.max(...differences), mean: differences.reduce((sum, each) => sum + each, 0) / pixels.length };
}

describe('an image is decoded to the planes that Pillow finds', () => {
  // Pillow rounds in other places. By hand, on 16 photographs of ImageNet of 4:4:4: 4 levels at most, 0.53 on average.
  test.each([
    'jpeg 4:4:4',
    'jpeg progressive',
    'jpeg with restarts',
    'jpeg grey',
    'jpeg red green blue',
    'jpeg four inks',
  ])('%s, to 4 levels and less than one on average', async (name) => {
    const image = await decodeImage(pictureFile(name), name);
    expect(image).toMatchObject({ channels: 3, width, height });
    const { most, mean } = apart(image, name);
    expect(most).toBeLessThanOrEqual(4);
    expect(mean).toBeLessThan(1);
  });

  // Pillow smooths colours that have fewer samples, jpeg-js repeats them. By hand, on 246 photographs of ImageNet of 4:2:0: 1.0 on average.
  test.each(['jpeg 4:2:2', 'jpeg 4:2:0'])('%s, to a few levels but for edges of colours', async (name) => {
    expect(apart(await decodeImage(pictureFile(name)), name).mean).toBeLessThan(6);
  });

  test.each(['png', 'png grey', 'png palette', 'png grey and opacity', 'png and opacity'])(
    '%s, exactly',
    async (name) => {
      const { pixels } = await decodeImage(pictureFile(name), name);
      expect(pixels).toEqual(picturePixels(name));
    },
  );

  test('grey in three equal planes', async () => {
    const { pixels } = await decodeImage(pictureFile('jpeg grey'));
    const plane = width * height;
    expect(pixels.subarray(0, plane)).toEqual(pixels.subarray(plane, 2 * plane));
    expect(pixels.subarray(0, plane)).toEqual(pixels.subarray(2 * plane));
  });
});

/** A file with other bytes at a place; a PNG has their checksum. */
const changed = (name: string, at: number, ...bytes: readonly number[]): Uint8Array => {
  const file = pictureFile(name);
  file.set(bytes, at);
  return name.startsWith('png') ? resealed(file) : file;
};

/** Where the first segment of a type lies. */
const segment = (name: string, marker: number): number =>
  pictureFile(name).findIndex((byte, i, all) => byte === 0xff && all[i + 1] === marker);

describe('what cannot be is refused with the file, what was needed and what came', () => {
  const frame = segment('jpeg 4:4:4', 0xc0);
  const cases: readonly (readonly [string, Uint8Array, string | RegExp])[] = [
    ['nothing', new Uint8Array(0), '[x] expected a JPEG or PNG image but received no bytes'],
    ['another format', pictureFile('gif'), /JPEG or PNG image but received the first bytes 47 49 46 38/],
    ['a JPEG of two bytes', Uint8Array.of(0xff, 0xd8), /segment of a JPEG at byte 2 but received its end/],
    ['one without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 2), /the size of the image before its pixels/],
    ['a segment beyond the end', changed('jpeg 4:4:4', 4, 0xff, 0xff), /a segment within \d+ bytes at byte 2/],
    ['an arithmetic one', changed('jpeg 4:4:4', frame + 1, 0xc9), /baseline or progressive JPEG but .* 0xc9/],
    ['12 bits a sample', changed('jpeg 4:4:4', frame + 4, 12), /8 bits but received 12 bits/],
    ['no height', changed('jpeg 4:4:4', frame + 5, 0, 0), /1 to 33554432 pixels but received 27×0/],
    ['a lying size', changed('jpeg 4:4:4', frame + 5, 0xff, 0xff, 0x01, 0xff), /bytes or more for 511×65535/],
    ['more than memory is meant for', changed('jpeg 4:4:4', frame + 5, 0xff, 0xff, 0xff, 0xff), /1 to 33554432 pixels/],
    ['two components', changed('jpeg 4:4:4', frame + 9, 2), /1, 3 or 4 components but received 2/],
    ['no samples', changed('jpeg 4:4:4', frame + 11, 0x10), /samplings of 1 to 4 but received 1×0/],
    ['half a JPEG', pictureFile('jpeg 4:4:4').slice(0, -200), /a whole JPEG/],
    ['16 bits a sample', pictureFile('png of 16 bits'), /8 bits per sample but received 16/],
    ['an interlaced PNG', changed('png', 28, 1), /not interlaced/],
    ['a PNG of a lying size', changed('png', 16, 0, 0, 0x20, 0), /bytes of rows/],
    ['a colour type that is none', changed('png', 25, 5), /colour type of PNG but received 5/],
    ['half a PNG', pictureFile('png').slice(0, -40), /a chunk within \d+ bytes|a chunk of a PNG/],
    ['a PNG that begins otherwise', changed('png', 12, 0x49, 0x44), /the chunk IHDR first/],
  ];
  test.each(cases)('%s', async (_, bytes, message) => {
    const decoded = decodeImage(bytes, 'x');
    await expect(decoded).rejects.toThrow(FormatError);
    await expect(decoded).rejects.toThrow(message);
  });

  test('a file of nothing but scans, which would take for ever', async () => {
    const file = pictureFile('jpeg progressive');
    const scans = Uint8Array.from({ length: 65 * 10 }, (_, i) => [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0][i % 10]!);
    const bytes = new Uint8Array([...file.subarray(0, -2), ...scans, 0xff, 0xd9]);
    await expect(decodeImage(bytes, 'x')).rejects.toThrow('at most 64 scans');
  });
});

test('each flipped bit of a PNG is found by the checksum of its chunk, or the file is no PNG', async () => {
  const file = pictureFile('png palette');
  await decodeImage(file);
  for (let bit = 0; bit < 8 * file.length; bit++) {
    const flipped = Uint8Array.from(file);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    await expect(decodeImage(flipped, 'x')).rejects.toThrow(FormatError);
  }
  const [at, noted] = [33, Buffer.from(file).readUInt32BE(29)];
  const wrong = Uint8Array.from(file, (byte, i) => (i === at - 1 ? byte ^ 1 : byte));
  await expect(decodeImage(wrong, 'x')).rejects.toThrow(
    `[x] expected the checksum ${noted ^ 1} of the chunk at byte 8 but received ${noted}`.replace(
      String(noted ^ 1),
      String((noted ^ 1) >>> 0),
    ),
  );
});

describe('sharp', () => {
  /** A stand-in that gives two pixels and notes what was asked of it. */
  function standIn(channels: number, fails = false): { readonly sharp: Sharp; readonly asked: unknown[] } {
    const asked: unknown[] = [];
    const image: SharpImage = {
      toColourspace: (space) => (asked.push(space), image),
      removeAlpha: () => image,
      raw: () => image,
      toBuffer: () =>
        fails
          ? Promise.reject(new Error('VipsJpeg: premature end of JPEG image'))
          : Promise.resolve({
              data: Uint8Array.from({ length: 2 * channels }, (_, i) => i + 1),
              info: { width: 2, height: 1, channels },
            }),
    };
    return { sharp: (_, options) => (asked.push(options), image), asked };
  }

  test('is asked for all of an image, within bounds, without its profile, and gives the same planes', async () => {
    const { sharp, asked } = standIn(3);
    const image = await decodeWithSharp(sharp, pictureFile('jpeg 4:4:4'), 'x');
    expect(image).toEqual({ channels: 3, width: 2, height: 1, pixels: Uint8Array.of(1, 4, 2, 5, 3, 6) });
    expect(asked).toEqual([{ failOn: 'truncated', limitInputPixels: 2 ** 25, ignoreIcc: true }, 'srgb']);
    expect((await decodeWithSharp(standIn(1).sharp, new Uint8Array(1), 'x')).pixels).toEqual(
      Uint8Array.of(1, 2, 1, 2, 1, 2),
    );
  });

  test('refuses with the name of the file', async () => {
    await expect(decodeWithSharp(standIn(3, true).sharp, new Uint8Array(1), 'x')).rejects.toThrow(
      new FormatError('x', 'a whole JPEG', 'VipsJpeg: premature end of JPEG image'),
    );
  });

  test('is named with the command that installs it where it is not there, which is so in this repository', async () => {
    await expect(loadSharp()).rejects.toThrow(ValueError);
    await expect(decodeImage(pictureFile('jpeg 4:4:4'), 'x', 'sharp')).rejects.toThrow('npm install sharp');
  });
});
