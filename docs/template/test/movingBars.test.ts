import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { directions, movingBars, size, steps } from '../src/index.js';

/** All numbers of a pass. */
const numbersOf = (count: number, batchSize: number, seed: number): readonly number[] =>
  [...movingBars(count, batchSize, seed)].flatMap(({ frames, labels }) =>
    [...frames, labels].flatMap((each) => [...each.dataSync()]),
  );

test('the same seed gives the same batches, another seed others', () => {
  fc.assert(
    fc.property(fc.nat(999), (seed) => {
      assert.deepEqual(numbersOf(8, 4, seed), numbersOf(8, 4, seed));
      assert.notDeepEqual(numbersOf(8, 4, seed), numbersOf(8, 4, seed + 1));
    }),
    { numRuns: 10 },
  );
});

test('the bar of each class moves one pixel a step in the direction of its class', () => {
  const [batch] = movingBars(4, 4, 7);
  const placeOf = (sample: number, t: number): number => {
    const frame = batch!.frames[t]!.select(0, sample).select(0, 0);
    const lines = frame.sum(directions[sample]![0] !== 0 ? 1 : 0);
    return lines.argmax(0).dataSync()[0]!;
  };
  assert.deepEqual([...batch!.labels.dataSync()], [0, 1, 2, 3]);
  directions.forEach(([down, right], sample) => {
    for (let t = 1; t < steps; t++)
      assert.equal(placeOf(sample, t), (placeOf(sample, t - 1) + down + right + size) % size);
  });
});

test('batches that are not full are refused', () => {
  assert.throws(() => numbersOf(10, 4, 1), ValueError);
});
