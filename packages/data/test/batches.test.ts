import { describe, expect, test } from '@jest/globals';
import { FreedTensorError, Random, ShapeError, ValueError, type Tensor } from '@spikegrad/core';
import fc from 'fast-check';
import { batches, cifarTrainTransform, sampleRandom, type BatchOptions, type ImageDataset } from '../src/index.js';
import { numbered, seeds } from './arbitraries.js';

interface Taken {
  readonly indices: readonly number[];
  readonly labels: readonly number[];
  readonly shape: readonly number[];
  readonly pixels: readonly number[];
}

/** A pass, copied out batch by batch. */
async function take(dataset: ImageDataset, options: BatchOptions): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const { image, label, indices } of batches(dataset, options)) {
    expect(label.shape).toEqual([indices.length]);
    taken.push({
      indices: [...indices],
      labels: [...(await label.data())],
      shape: [...image.shape],
      pixels: [...(await image.data())],
    });
  }
  return taken;
}

const order = async (options: BatchOptions, count = 40) =>
  (await take(numbered(count), { normalise: null, ...options })).flatMap(({ indices }) => indices);

const photos: ImageDataset = {
  images: Uint8Array.from({ length: 12 * 3072 }, (_, i) => (i * 37) % 251),
  labels: new Uint8Array(12),
  count: 12,
  channels: 3,
  height: 32,
  width: 32,
  classes: ['only'],
};

describe('batches', () => {
  test('visit each sample exactly once, whatever the size, and tell beforehand how many they are', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }));
    await fc.assert(
      fc.asyncProperty(sizes, seeds, fc.boolean(), async ([count, size], seed, shuffle) => {
        const options = { size, seed, shuffle, normalise: null };
        const taken = await take(numbered(count), options);
        expect(taken).toHaveLength(batches(numbered(count), options).length);
        const visited = taken.flatMap(({ indices }) => indices);
        expect([...visited].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        if (!shuffle) expect(visited).toEqual([...visited].sort((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  test('keep image, label and index of a sample together, as [N, C, H, W] and [N]', async () => {
    const all = await take(numbered(10), { size: 4, seed: 3, normalise: null });
    expect(all).toHaveLength(3);
    for (const { indices, labels, shape, pixels } of all) {
      expect(shape).toEqual([indices.length, 1, 2, 2]);
      expect(labels).toEqual(indices.map((index) => index % 3));
      expect(pixels).toEqual(indices.flatMap((index) => new Array<number>(4).fill(Math.fround(index / 255))));
    }
  });

  test('end with what is left over, or without it if dropLast', async () => {
    const sizes = async (dropLast: boolean) =>
      (await take(numbered(10), { size: 4, dropLast, normalise: null })).map(({ indices }) => indices.length);
    expect(await sizes(false)).toEqual([4, 4, 2]);
    expect(await sizes(true)).toEqual([4, 4]);
  });

  test('come in an order that the seed and the epoch decide', async () => {
    expect(await order({ size: 7, seed: 1, epoch: 2 })).toEqual(await order({ size: 7, seed: 1, epoch: 2 }));
    expect(await order({ size: 7, seed: 1, epoch: 2 })).toEqual(await order({ size: 11, seed: 1, epoch: 2 }));
    expect(await order({ size: 7, seed: 1, epoch: 2 })).not.toEqual(await order({ size: 7, seed: 1, epoch: 3 }));
    expect(await order({ size: 7, seed: 1, epoch: 2 })).not.toEqual(await order({ size: 7, seed: 2, epoch: 2 }));
    expect(await order({ size: 7 })).not.toEqual(await order({ size: 7, shuffle: false }));
  });

  test('augment a sample alike in any batch and any order, and differently in another epoch', async () => {
    const transform = cifarTrainTransform();
    const images = async (options: Partial<BatchOptions>) => {
      const made: number[][] = [];
      for (const { indices, pixels } of await take(photos, { size: 5, seed: 1, transform, ...options })) {
        indices.forEach((index, place) => (made[index] = pixels.slice(place * 3072, (place + 1) * 3072)));
      }
      return made;
    };
    const first = await images({});
    expect(await images({ size: 12, shuffle: false })).toEqual(first);
    const other = await images({ epoch: 1 });
    const changed = other.filter((pixels, i) => pixels.some((value, place) => value !== first[i]![place]));
    expect(changed.length).toBeGreaterThan(9); // a crop at the same offset and no cut is the rare exception
  });

  test('augment two samples with one image independently', async () => {
    const twins = { ...photos, images: photos.images.map((_, i) => photos.images[i % 3072]!) };
    const [batch] = await take(twins, { size: 12, seed: 1, transform: cifarTrainTransform() });
    const looks = Array.from({ length: 12 }, (_, i) => batch!.pixels.slice(i * 3072, (i + 1) * 3072).join());
    expect(new Set(looks).size).toBeGreaterThan(9);
  });

  test('can be iterated again, to the same end', async () => {
    const pass = batches(numbered(10), { size: 4, seed: 5, normalise: null });
    const orders: number[][] = [[], []];
    for (const seen of orders) for await (const { indices } of pass) seen.push(...indices);
    expect(orders[0]).toHaveLength(10);
    expect(orders[1]).toEqual(orders[0]);
  });

  test('free a batch when the next is taken, and the last at the end', async () => {
    const held: Tensor[] = [];
    for await (const { image, label } of batches(numbered(10), { size: 4, normalise: null })) {
      for (const tensor of held) await expect(async () => tensor.data()).rejects.toThrow(FreedTensorError);
      await image.data();
      await label.data();
      held.push(image, label);
    }
    expect(held).toHaveLength(6);
    for (const tensor of held) await expect(async () => tensor.data()).rejects.toThrow(FreedTensorError);
  });

  test('free their batch when the loop is left early', async () => {
    let held: Tensor | undefined;
    for await (const { image } of batches(numbered(10), { size: 4, normalise: null })) {
      held = image;
      break;
    }
    await expect(async () => held!.data()).rejects.toThrow(FreedTensorError);
  });

  test("normalise bytes with CIFAR-10's constants unless told otherwise", async () => {
    const white = { ...photos, images: new Uint8Array(photos.images.length).fill(255) };
    const [standard] = await take(white, { size: 1, shuffle: false });
    expect(standard!.pixels[0]).toBeCloseTo(2.51409, 5); // (1 − 0.4914) / 0.2023
    const [unit] = await take(white, { size: 1, shuffle: false, normalise: null });
    expect(new Set(unit!.pixels)).toEqual(new Set([1]));
    const statistics = { mean: [0, 0, 0.5], deviation: [1, 1, 0.25] };
    const [own] = await take(white, { size: 1, shuffle: false, normalise: statistics });
    expect([own!.pixels[0], own!.pixels[3071]]).toEqual([1, 2]);
  });

  test('refuse to normalise what a transform has normalised', async () => {
    const options = { size: 4, transform: cifarTrainTransform(), normalise: null };
    await expect(take(photos, options)).rejects.toThrow('[batches] expected a transform that returns bytes');
  });

  test('refuse a transform that gives the images of one batch different shapes', async () => {
    let height = 1;
    const transform = () => ({ pixels: new Uint8Array(height), channels: 1, height: height++, width: 1 });
    await expect(take(numbered(4), { size: 4, transform, normalise: null })).rejects.toThrow(ShapeError);
  });

  test('refuse options and datasets that cannot be, before anything is taken', () => {
    for (const size of [0, -1, 1.5, NaN]) expect(() => batches(numbered(4), { size })).toThrow(ValueError);
    expect(() => batches(numbered(4), { size: 1, epoch: -1 })).toThrow(ValueError);
    expect(() => batches(numbered(4), { size: 1, seed: 0.5 })).toThrow(ValueError);
    expect(() => batches({ ...numbered(4), count: 5 }, { size: 1 })).toThrow(ShapeError);
  });
});

describe('sampleRandom', () => {
  test('depends on seed, epoch and index, each', () => {
    const first = (seed: number, epoch: number, index: number) => sampleRandom(index, { seed, epoch }).next();
    expect(first(1, 2, 3)).toBe(first(1, 2, 3));
    expect(new Set([first(1, 2, 3), first(2, 2, 3), first(1, 3, 3), first(1, 2, 4), first(1, 3, 2)]).size).toBe(5);
    expect(first(1, 2, 3)).not.toBe(new Random(1).next());
  });
});

test('the event loop turns before each batch, so that signals are handled while batches in memory are learned from', async () => {
  const turned: number[] = [];
  let turns = 0;
  for await (const { indices } of batches(numbered(6), { size: 2, normalise: null })) {
    expect(indices).toHaveLength(2);
    turned.push(turns);
    setImmediate(() => turns++);
  }
  expect(turned).toEqual([0, 1, 2]);
});
