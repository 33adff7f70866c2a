import { describe, expect, test } from '@jest/globals';
import { argmax, avgPool2d, conv2d, maxPool2d, ones, pad, Random, type Tensor } from '@spikegrad/core';
import { read } from './read.js';

const o = (...shape: readonly number[]): Tensor => ones(shape);

describe('at the edge of a range', () => {
  test.each<[string, () => Tensor, readonly number[]]>([
    ['a slice of nothing at the end', () => o(2, 3).slice(1, 3, 3), [2, 0]],
    ['a slice of everything', () => o(2, 3).slice(1, 0, 3), [2, 3]],
    ['the last place', () => o(2, 3).select(1, 2), [2]],
    ['the first of all axes, from the end', () => o(2, 3).sum(-2), [3]],
    ['no padding', () => pad(o(2), [[0, 0]]), [2]],
    ['padding of half a window', () => maxPool2d(o(1, 1, 2, 2), 2, { padding: 1 }), [1, 1, 2, 2]],
    ['a window as large as the image', () => avgPool2d(o(1, 1, 2, 3), [2, 3]), [1, 1, 1, 1]],
    [
      'a kernel as large as the padded image',
      () => conv2d(o(1, 1, 1, 2), o(1, 1, 3, 4), null, { padding: 1 }),
      [1, 1, 1, 1],
    ],
    ['a variance of two with a correction of one', () => o(2).variance(0, { correction: 1 }), []],
    ['a variance of one', () => o(1).variance(), []],
    ['the largest of one', () => argmax(o(1, 1), 1), [1]],
    ['the axes merged into one', () => o(2, 3).flatten(0, 1), [6]],
    ['an axis between two', () => o(2, 3).flatten(2, -1), [2, 3, 1]],
  ])('%s', (_, make, shape) => expect(make().shape).toEqual(shape));

  test('seeds, streams, indices and probabilities', () => {
    expect(new Random(2 ** 32 - 1, 2 ** 32 - 1, 0).state).toEqual({ seed: 2 ** 32 - 1, stream: 2 ** 32 - 1, index: 0 });
    expect(new Random(0, 0, Number.MAX_SAFE_INTEGER).state.index).toBe(Number.MAX_SAFE_INTEGER);
    expect(read(new Random(1).bernoulli(0, [3]))).toEqual([0, 0, 0]);
    expect(read(new Random(1).bernoulli(1, [3]))).toEqual([1, 1, 1]);
  });
});
