import { describe, expect, test } from '@jest/globals';
import { logSoftmax, ShapeError, softmax, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, read } from './read.js';

const { shape, tensorOf } = arbitraries;
const tensors = shape({ minRank: 1, maxRank: 3, maxLength: 4 }).chain((of) =>
  fc.tuple(tensorOf(of), fc.nat(of.length - 1)),
);

describe('softmax and its logarithm', () => {
  test('differentiated once and twice agree with central differences along any axis', () => {
    fc.assert(
      fc.property(tensors, ([x, axis]) => {
        checkGradient((t) => softmax(t, axis), [x], { order: 2 });
        checkGradient((t) => logSoftmax(t, axis), [x], { order: 2 });
      }),
    );
  });

  test('sum to 1 along their axis, and one is the logarithm of the other', () => {
    fc.assert(
      fc.property(tensors, ([x, axis]) => {
        read(softmax(x, axis).sum(axis)).forEach((total) => expect(total).toBeCloseTo(1, 12));
        const logarithms = read(logSoftmax(x, axis));
        read(softmax(x, axis)).forEach((p, i) => expect(Math.log(p)).toBeCloseTo(logarithms[i]!, 12));
      }),
    );
  });

  test('by hand: ln 1, ln 2, ln 5 are 1, 2 and 5 eighths', () => {
    read(softmax(doubles([0, Math.log(2), Math.log(5)]))).forEach((p, i) =>
      expect(p).toBeCloseTo([1, 2, 5][i]! / 8, 14),
    );
  });

  test('do not overflow', () => {
    expect(read(softmax(doubles([1000, 1000])))).toEqual([0.5, 0.5]);
    expect(read(logSoftmax(doubles([1000, 0])))).toEqual([0, -1000]);
  });

  test('fail for an axis that does not exist', () => {
    expect(() => softmax(zeros([2]), 1)).toThrow(ShapeError);
    expect(() => logSoftmax(zeros([]))).toThrow(ShapeError);
  });
});
