import { describe, expect, test } from '@jest/globals';
import { allClose, memory, ShapeError, tensor, ValueError, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import fc from 'fast-check';
import { doubles, leaf } from './read.js';

describe('allClose', () => {
  test.each<[string, number, number, boolean]>([
    ['within the relative tolerance', 1.000009, 1, true],
    ['beyond the relative tolerance', 1.00002, 1, false],
    ['within the absolute tolerance', 9e-9, 0, true],
    ['beyond the absolute tolerance', 2e-8, 0, false],
    ['equal infinities', Infinity, Infinity, true],
    ['other infinities', Infinity, -Infinity, false],
    ['a number and an infinity', 1, Infinity, false],
    ['NaN', NaN, NaN, false],
  ])('%s', async (_, a, b, expected) => {
    expect(await allClose(doubles([a]), doubles([b]))).toBe(expected);
  });

  test('is true for a tensor and itself, and false after one element has changed', async () => {
    const { shape, tensorOf } = arbitraries;
    const drawn = shape({ minRank: 1 }).chain((of) => tensorOf(of));
    await fc.assert(
      fc.asyncProperty(drawn, fc.nat(), async (x, at) => {
        expect(await allClose(x, x)).toBe(true);
        const values = Array.from(await x.data());
        values[at % values.length]! += 1;
        expect(await allClose(x, doubles(values).reshape(x.shape))).toBe(false);
      }),
    );
  });

  test('broadcasts, compares dtypes, takes tolerances, and frees what it makes', async () => {
    const [a, b] = [leaf([[1, 2], [1, 2]]), tensor([1.1, 2.2])]; // prettier-ignore
    const { tensors } = memory();
    expect(await allClose(a, b)).toBe(false);
    expect(await allClose(a, b, { relativeTolerance: 0.1 })).toBe(true);
    expect(await allClose(a, b, { absoluteTolerance: 0.3 })).toBe(true);
    expect(memory().tensors).toBe(tensors);
  });

  test('rejects shapes that do not broadcast, and negative tolerances', async () => {
    await expect(allClose(zeros([2]), zeros([3]))).rejects.toThrow(ShapeError);
    await expect(allClose(zeros([2]), zeros([2]), { relativeTolerance: -1 })).rejects.toThrow(ValueError);
    await expect(allClose(zeros([2]), zeros([2]), { rtol: 1 } as object)).rejects.toThrow(ValueError);
  });
});
