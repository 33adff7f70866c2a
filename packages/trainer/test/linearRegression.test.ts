import { expect, test } from '@jest/globals';
import { fromData, Random, tensor, type Tensor } from '@spikegrad/core';
import type { Batch } from '@spikegrad/data';
import { linearRegression } from '../src/training/linearRegression.js';

async function* batchesOf(
  ...parts: readonly (readonly [image: Tensor, labels: readonly number[]])[]
): AsyncGenerator<Batch> {
  for (const [image, labels] of parts)
    yield await Promise.resolve({ image, label: tensor([...labels]), indices: Uint32Array.from(labels.keys()) });
}
const column = (...pixels: readonly number[]): Tensor => fromData(pixels, [pixels.length, 1, 1, 1]);

test('one pixel and two classes, worked by hand: the boundary is in the middle between the means', async () => {
  const training = batchesOf([column(0, 1, 2), [0, 0, 0]], [column(4, 5, 6), [1, 1, 1]]);
  const { accuracy } = await linearRegression(training, batchesOf([column(2.9, 3.1, 9, -7), [0, 1, 1, 1]]), 2);
  expect(accuracy).toBe(0.75);
});

test('classes that a line separates are classified, also beside pixels that are constant', async () => {
  const random = new Random(1);
  const values = Array.from({ length: 200 }, () => [random.normal([]), random.normal([])]);
  const numbers = await Promise.all(values.map((pair) => Promise.all(pair.map((each) => each.item()))));
  const image = fromData(
    numbers.flatMap(([a, b]) => [a!, 7, b!, 0]),
    [200, 1, 2, 2],
  );
  const labels = numbers.map(([a, b]) => (a! + 2 * b! > 0 ? 2 : 0));
  const { accuracy } = await linearRegression(batchesOf([image, labels]), batchesOf([image, labels]), 3);
  expect(accuracy).toBeGreaterThan(0.93);
});

test('frames of events, and no batch at all, are refused', async () => {
  const frames = new Random(1).normal([2, 3, 1, 2, 2]);
  await expect(linearRegression(batchesOf([frames, [0, 1, 0]]), batchesOf(), 2)).rejects.toThrow('still images');
  await expect(linearRegression(batchesOf(), batchesOf(), 2)).rejects.toThrow('at least one training batch');
});
