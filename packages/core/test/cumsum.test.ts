import { describe, expect, test } from '@jest/globals';
import { cumsum, ShapeError, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, read } from './read.js';

const { shape, tensorOf } = arbitraries;

/** A tensor and one of its axes. */
const withAxis = shape({ minRank: 1, maxRank: 3, maxLength: 9 }).chain((of) =>
  fc.tuple(tensorOf(of), fc.nat(of.length - 1)),
);

describe('cumsum', () => {
  test('has the gradient of central differences, once and twice', () => {
    fc.assert(
      fc.property(withAxis, ([x, axis]) => checkGradient((t) => t.cumsum(axis).pow(2), [x], { order: 2 })),
      { numRuns: 50 },
    );
  });

  test('is a plain loop along any axis', () => {
    fc.assert(
      fc.property(withAxis, ([x, axis]) => {
        const y = cumsum(x, axis);
        let total = zeros(x.shape.with(axis, 1), { dtype: 'float64' });
        for (let i = 0; i < x.shape[axis]!; i++) {
          total = total.add(x.slice(axis, i, i + 1));
          read(y.slice(axis, i, i + 1)).forEach((value, at) => expect(value).toBeCloseTo(read(total)[at]!, 10));
        }
      }),
    );
  });

  test('of 1 to 5', () => expect(read(doubles([1, 2, 3, 4, 5]).cumsum(0))).toEqual([1, 3, 6, 10, 15]));
  test('of nothing', () => expect(zeros([2, 0]).cumsum(1).shape).toEqual([2, 0]));
  test('rejects an axis that does not exist', () => expect(() => zeros([2]).cumsum(1)).toThrow(ShapeError));
});
