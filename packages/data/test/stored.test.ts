import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, ValueError } from '@spikegrad/core';
import { batches, cifarTrainRecipe, isStored, sampleAt, split, subset, transformOf } from '../src/index.js';
import type { Batch, Dataset, ImageDataset, StoredDataset } from '../src/index.js';
import { mapConcurrently } from '../src/batches/mapConcurrently.js';
import { BatchWorkers } from '../src/workers/index.js';

const count = 30;
const sizes = { channels: 3, height: 8, width: 8 };
const bytes = 3 * 8 * 8;
const headerBytes = 5;

/** Where the same samples lie in memory and in a file of records. */
let [folder, path] = ['', ''];
let inMemory: ImageDataset;
let onDisk: StoredDataset;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  path = join(folder, 'records');
  const images = Uint8Array.from({ length: count * bytes }, (_, i) => (i * 7919) % 256);
  await writeFile(path, Buffer.concat([Buffer.alloc(headerBytes), images]));
  const known = {
    count,
    channels: 3,
    classes: ['a', 'b', 'c'],
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
  };
  inMemory = { ...known, images, height: 8, width: 8 };
  onDisk = {
    ...known,
    store: { kind: 'records', path, offset: headerBytes, count, ...sizes },
    places: Uint32Array.from({ length: count }, (_, i) => i),
  };
});
afterAll(() => rm(folder, { recursive: true }));

interface Taken {
  readonly shape: readonly number[];
  readonly indices: readonly number[];
  readonly labels: readonly number[];
  readonly pixels: readonly number[];
}

async function take(from: AsyncIterable<Batch>): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const { image, label, indices } of from) {
    const [pixels, labels] = [[...(await image.data())], [...(await label.data())]];
    taken.push({ shape: image.shape, indices: [...indices], labels, pixels });
  }
  return taken;
}

const pass = { size: 7, seed: 3, epoch: 2 };
const recipe = cifarTrainRecipe();

describe('a dataset on a disk gives what the same one in memory gives', () => {
  test.each<[string, (whole: Dataset) => Dataset]>([
    ['whole', (whole) => whole],
    ['a part of it', (whole) => subset(whole, [5, 1, 1, 29])],
    ['what is held out of it', (whole) => split(whole, 0.3, 4).validation],
    ['a part of a part', (whole) => subset(split(whole, 0.5, 4).train, [3, 0])],
  ])(
    '%s, in batches and in those that workers make',
    async (_, partOf) => {
      const [memory, disk] = [partOf(inMemory), partOf(onDisk)];
      expect(disk).toMatchObject({ count: memory.count, labels: memory.labels });
      const expected = await take(batches(memory, { ...pass, transform: transformOf(recipe) }));
      expect(await take(batches(disk, { ...pass, transform: transformOf(recipe) }))).toEqual(expected);
      const workers = new BatchWorkers(disk, { recipe, workers: 2 });
      expect(await take(workers.batches([pass]))).toEqual(expected);
      await workers.close();
    },
    60_000,
  );

  test('with frames, of which so many are drawn', async () => {
    const frames = { frames: 3, channels: 1 };
    const [memory, disk] = [
      { ...inMemory, ...frames },
      { ...onDisk, ...frames },
    ];
    const expected = await take(batches(memory, { ...pass, frames: 2 }));
    expect(expected[0]!.shape).toEqual([2, 7, 1, 8, 8]);
    expect(await take(batches(disk, { ...pass, frames: 2 }))).toEqual(expected);
  });
});

test('a part of a dataset on a disk has its places in the whole, and reads nothing', () => {
  const part = subset(onDisk, [4, 4, 2]);
  expect(isStored(part)).toBe(true);
  expect([...part.places]).toEqual([4, 4, 2]);
  expect(part.store).toBe(onDisk.store);
});

describe('what is not as it was is refused with its name', () => {
  test('a file that is gone, or has become shorter', async () => {
    const gone = { ...onDisk, store: { ...onDisk.store, path: join(folder, 'gone') } };
    await expect(take(batches(gone, pass))).rejects.toThrow(/gone\] expected a file of samples but received no file/);
    const short = join(folder, 'short');
    await writeFile(short, Buffer.alloc(headerBytes));
    await truncate(short, headerBytes + 10 * bytes + 7);
    const cut = { ...onDisk, store: { ...onDisk.store, path: short } };
    await expect(take(batches(cut, { size: 11, shuffle: false }))).rejects.toThrow(
      new FormatError(short, `${bytes} bytes from byte ${headerBytes + 10 * bytes} on`, '7'),
    );
    const workers = new BatchWorkers(cut);
    await expect(take(workers.batches([{ size: 11, shuffle: false }]))).rejects.toThrow(FormatError);
    await workers.close();
  });

  test('a place that the store has not, and an index that the dataset has not', async () => {
    const beyond = { ...onDisk, places: onDisk.places.map(() => count) };
    await expect(sampleAt(beyond, 0)).rejects.toThrow(ValueError);
    expect(() => sampleAt(onDisk, count)).toThrow('[sampleAt] expected a sample index from 0, below 30');
    expect(() => batches({ ...onDisk, places: new Uint32Array(3) }, pass)).toThrow(/30 indices in the store/);
  });
});

describe('several jobs at once', () => {
  test('are no more than were allowed, and come out in their order', async () => {
    let [now, most] = [0, 0];
    const results = await mapConcurrently(20, 3, async (i) => {
      most = Math.max(most, ++now);
      for (let turns = (i * 7) % 5; turns > 0; turns--) await Promise.resolve();
      now--;
      return i * i;
    });
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
    expect(most).toBe(3);
  });

  test('begin nothing after one has failed', async () => {
    const begun: number[] = [];
    const job = async (i: number): Promise<void> => {
      begun.push(i);
      await Promise.resolve();
      if (i === 2) throw new ValueError('job', 'luck', 'none');
    };
    await expect(mapConcurrently(100, 2, job)).rejects.toThrow(ValueError);
    expect(begun.length).toBeLessThan(6);
  });
});
