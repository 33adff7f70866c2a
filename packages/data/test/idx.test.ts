import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FormatError } from '@spikegrad/core';
import fc from 'fast-check';
import { countIdx, mnistClasses, parseIdxImages, parseIdxLabels, readIdx } from '../src/index.js';
import { mutated } from './mutated.js';

const header = (magic: number, ...axes: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * axes.length);
  const view = new DataView(bytes.buffer);
  [magic, ...axes].forEach((value, i) => view.setUint32(4 * i, value));
  return bytes;
};
const joined = (...parts: readonly ArrayLike<number>[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...Array.from(part)]));

/** Two images of two rows of three pixels. */
const images = joined(header(0x803, 2, 2, 3), [0, 1, 2, 3, 4, 5], [10, 11, 12, 13, 14, 15]);
const labels = joined(header(0x801, 2), [7, 0]);

describe('IDX in memory', () => {
  test('has the pixels row by row, and a label a byte', () => {
    const { count, height, width, pixels } = parseIdxImages(images);
    expect([count, height, width]).toEqual([2, 2, 3]);
    expect([...pixels]).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]);
    expect([...parseIdxLabels(labels, 10)]).toEqual([7, 0]);
  });

  test('owns its bytes: a buffer used again does not change the pixels', () => {
    const bytes = images.slice();
    const { pixels } = parseIdxImages(bytes);
    bytes.fill(9);
    expect(pixels[1]).toBe(1);
  });

  test.each([
    [
      'a file of labels in place of images',
      labels,
      'the magic number 0x00000803 of images in IDX but received a file of labels',
    ],
    ['another file', joined(header(0x1f8b0800, 1, 1, 1), [0]), 'but received 0x1f8b0800'],
    ['floats', joined(header(0xd03, 1, 1, 1), [0, 0, 0, 0]), 'but received 0x00000d03'],
    ['a header that ends early', images.subarray(0, 15), 'the 16 bytes of a header of images but received 15 bytes'],
    ['pixels that end early', images.subarray(0, 27), '28 bytes, for 2 × 2 × 3 images but received 27 bytes'],
    ['bytes after the last pixel', joined(images, [0]), '28 bytes, for 2 × 2 × 3 images but received 29 bytes'],
    [
      'no images',
      header(0x803, 0, 28, 28),
      'a number of images above 0, of at most 12042244096 bytes but received 0 × 28 × 28',
    ],
    ['more images than anybody has', header(0x803, 0xffffffff, 28, 28), 'but received 4294967295 × 28 × 28'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => parseIdxImages(bytes, 'some.idx')).toThrow(`[some.idx] expected `);
    expect(() => parseIdxImages(bytes, 'some.idx')).toThrow(message);
  });

  test('refuses images in place of labels, and a label that is no class, with its place', () => {
    expect(() => parseIdxLabels(images, 10, 'l')).toThrow('of labels in IDX but received a file of images');
    expect(() => parseIdxLabels(labels, 7, 'l')).toThrow('[l] expected a label from 0 to 6 at index 0 but received 7');
    expect(() => parseIdxLabels(labels.subarray(0, 9), 10)).toThrow('10 bytes, for 2 labels but received 9 bytes');
  });

  test('whatever the bytes are, the result is images as the header says, or a FormatError', () => {
    fc.assert(
      fc.property(mutated(images), (bytes) => {
        try {
          const { count, height, width, pixels } = parseIdxImages(bytes);
          expect(pixels).toHaveLength(count * height * width);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      }),
    );
  });
});

describe('files of IDX', () => {
  let folder = '';
  const at = (...names: string[]): string => join(folder, ...names);
  const put = async (name: string, ...contents: [Uint8Array, Uint8Array]): Promise<string> => {
    await mkdir(at(name));
    const path = at(name, 'train-images-idx3-ubyte');
    await writeFile(path, contents[0]);
    await writeFile(at(name, 'train-labels-idx1-ubyte'), contents[1]);
    return path;
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spikegrad-images-idx3-')); // the last such word of a path counts
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are read with the labels beside them, plain and within gzip, one after the other', async () => {
    const path = await put('plain', images, labels);
    const packed = at('plain', 't10k-images-idx3-ubyte.gz');
    await writeFile(packed, gzipSync(images));
    await writeFile(at('plain', 't10k-labels-idx1-ubyte.gz'), gzipSync(joined(header(0x801, 2), [3, 4])));
    const set = await readIdx([path, packed], mnistClasses);
    expect(set).toMatchObject({ count: 4, channels: 1, height: 2, width: 3, classes: mnistClasses });
    expect([...set.labels]).toEqual([7, 0, 3, 4]);
    expect([...set.images.subarray(6, 13)]).toEqual([10, 11, 12, 13, 14, 15, 0]);
    expect(set.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(await countIdx([path, packed])).toBe(4);
  });

  test('are refused, by their names, where images and labels are not of one set', async () => {
    const fewer = await put('fewer', images, joined(header(0x801, 1), [7]));
    await expect(readIdx([fewer], mnistClasses)).rejects.toThrow(
      `[${at('fewer', 'train-labels-idx1-ubyte')}] expected 2 labels, as many as images but received 1`,
    );
    const tall = await put('tall', joined(header(0x803, 1, 3, 2), [0, 0, 0, 0, 0, 0]), joined(header(0x801, 1), [7]));
    await expect(readIdx([at('plain', 'train-images-idx3-ubyte'), tall], mnistClasses)).rejects.toThrow(
      'images of 2×3 but received 3×2',
    );
    await rm(at('tall', 'train-labels-idx1-ubyte'));
    await expect(readIdx([tall], mnistClasses)).rejects.toThrow(/train-labels-idx1-ubyte\] .* no file/);
    await writeFile(at('pixels'), images);
    await expect(readIdx([at('pixels')], mnistClasses)).rejects.toThrow('a name with images-idx3');
    await expect(readIdx([], mnistClasses)).rejects.toThrow('at least one path');
  });

  test('within gzip are refused where they are cut, damaged, or hold more than their header says', async () => {
    const packed = gzipSync(images);
    const cases = [
      ['cut', packed.subarray(0, packed.length - 9), 'in an undamaged gzip file'],
      ['damaged', Uint8Array.from(packed, (byte, i) => (i === 12 ? byte ^ 0xff : byte)), 'in an undamaged gzip file'],
      ['longer', gzipSync(joined(images, new Uint8Array(1e6))), '28 bytes, as in its header but received more'],
      ['no IDX', gzipSync(new Uint8Array(100)), 'but received 0x00000000'],
    ] as const;
    for (const [name, bytes, message] of cases)
      await expect(readIdx([await put(name, bytes, labels)], mnistClasses)).rejects.toThrow(message);
    await expect(countIdx([at('no IDX', 'train-images-idx3-ubyte')])).rejects.toThrow(FormatError);
  });
});
