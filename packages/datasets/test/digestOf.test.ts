import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImageFolder, type ImageDataset, type StoredDataset } from '@spikegrad/data';
import { pictureFile } from '../../data/test/pictures.js';
import { digestOf } from '../src/open/digestOf.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-'));
});
afterAll(() => rm(root, { recursive: true }));

describe('the digest of a dataset', () => {
  const inMemory: ImageDataset = {
    ...{ count: 40, channels: 1, height: 2, width: 3, classes: ['a', 'b'] },
    images: Uint8Array.from({ length: 240 }, (_, i) => i),
    labels: Uint8Array.from({ length: 40 }, (_, i) => i % 2),
  };

  test('in memory changes with every byte, label, name of a class and side', async () => {
    const others: ImageDataset[] = [
      ...[0, 100, 239].map((at) => ({ ...inMemory, images: inMemory.images.map((x, i) => (i === at ? x ^ 1 : x)) })),
      { ...inMemory, labels: inMemory.labels.map((x, i) => (i === 20 ? 1 - x : x)) },
      { ...inMemory, classes: ['a', 'c'] },
      { ...inMemory, height: 3, width: 2 },
    ];
    const digests = await Promise.all([inMemory, ...others].map(digestOf));
    expect(new Set(digests).size).toBe(others.length + 1);
    expect(await digestOf({ ...inMemory, images: inMemory.images.slice() })).toBe(digests[0]);
  });

  test('is the same where the bytes are shared among threads', async () => {
    const images = new Uint8Array(new SharedArrayBuffer(240));
    images.set(inMemory.images);
    expect(await digestOf({ ...inMemory, images })).toBe(await digestOf(inMemory));
  });

  test('in files is that of their bytes, wherever the folder lies', async () => {
    const [here, there] = [join(root, 'here'), join(root, 'there')];
    for (const name of ['ant', 'bee']) {
      await mkdir(join(here, name), { recursive: true });
      for (let i = 0; i < 3; i++) await writeFile(join(here, name, `${i}.png`), pictureFile('png'));
    }
    await cp(here, there, { recursive: true });
    const dataset = await readImageFolder(here);
    const digest = await digestOf(dataset);
    expect(await digestOf(await readImageFolder(there))).toBe(digest);
    const labels = dataset.labels.map((label, i) => (i === 1 ? 1 - label : label));
    expect(await digestOf({ ...dataset, labels })).not.toBe(digest);
    await writeFile(join(there, 'bee', '2.png'), pictureFile('jpeg grey'));
    expect(await digestOf(await readImageFolder(there))).not.toBe(digest);
  });

  test('in a file of samples is that of 32, evenly spread', async () => {
    const path = join(root, 'samples.bin');
    const shape = { count: 320, channels: 1, height: 1, width: 2 };
    const dataset: StoredDataset = {
      ...{ count: 320, channels: 1, classes: ['a'], labels: new Uint8Array(320) },
      store: { kind: 'records', path, ...shape },
      places: Uint32Array.from({ length: 320 }, (_, i) => i),
    };
    const digestWith = async (changed: number): Promise<string> => {
      const bytes = new Uint8Array(640);
      if (changed >= 0) bytes[2 * changed + 1] = 1;
      await writeFile(path, bytes);
      return digestOf(dataset);
    };
    const digest = await digestWith(-1);
    for (const read of [0, 10, 310]) expect(await digestWith(read)).not.toBe(digest);
    expect(await digestWith(5)).toBe(digest); // not among the 32
  });
});
