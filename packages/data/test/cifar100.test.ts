import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError } from '@spikegrad/core';
import { cifar100Classes, countCifar100, imageAt, parseCifar10, parseCifar100, readCifar100 } from '../src/index.js';
import { cifarBytes } from './arbitraries.js';

/** Records of a coarse and a fine label, every pixel of record i being i. */
function records(...labels: readonly (readonly [coarse: number, fine: number])[]): Uint8Array {
  const bytes = new Uint8Array(3074 * labels.length);
  labels.forEach((pair, i) => {
    bytes.fill(i, 3074 * i, 3074 * (i + 1));
    bytes.set(pair, 3074 * i);
  });
  return bytes;
}

describe('CIFAR-100', () => {
  test('is read by its fine labels, with their names', () => {
    const dataset = parseCifar100(records([0, 99], [19, 0], [4, 53]));
    expect([...dataset.labels]).toEqual([99, 0, 53]);
    expect([...dataset.labels].map((label) => dataset.classes[label])).toEqual(['worm', 'apple', 'orange']);
    expect(dataset).toMatchObject({ count: 3, channels: 3, height: 32, width: 32 });
    expect(imageAt(dataset, 2).pixels).toEqual(new Uint8Array(3072).fill(2));
  });

  test('has a hundred classes, in the order of their names', () => {
    expect(new Set(cifar100Classes).size).toBe(100);
    expect([...cifar100Classes]).toEqual([...cifar100Classes].sort());
  });

  test.each([
    [records([20, 1]), /a coarse label from 0 to 19 in record 0 but received 20/],
    [records([1, 1], [1, 100]), /a fine label from 0 to 99 in record 1 but received 100/],
    [new Uint8Array(0), /a non-zero multiple of 3074 bytes \(CIFAR-100 records\) but received 0 bytes$/],
    [cifarBytes(2), /but received 6146 bytes, as 2 records of CIFAR-10 have/],
  ])('refuses what it cannot be', (bytes, message) => {
    expect(() => parseCifar100(bytes)).toThrow(FormatError);
    expect(() => parseCifar100(bytes)).toThrow(message);
  });

  test('is recognised where CIFAR-10 is expected', () => {
    expect(() => parseCifar10(records([1, 1]))).toThrow(/3074 bytes, as 1 records of CIFAR-100 have/);
  });
});

describe('files of CIFAR-100', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are read one after the other, counted by their sizes, and refused by name', async () => {
    const paths = ['a.bin', 'b.bin'].map((name) => join(folder, name));
    await writeFile(paths[0]!, records([1, 5], [1, 6]));
    await writeFile(paths[1]!, records([1, 7]));
    expect([...(await readCifar100(paths)).labels]).toEqual([5, 6, 7]);
    expect(await countCifar100(paths)).toBe(3);
    await expect(readCifar100(join(folder, 'none'))).rejects.toThrow(/none\] expected a CIFAR-100 binary file but/);
  });
});
