import { describe, expect, test } from '@jest/globals';
import { linear, ShapeError, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, read } from './read.js';

const { shape, tensorOf } = arbitraries;

describe('linear', () => {
  test('differentiated once and twice agrees with central differences, under any leading axes', () => {
    const layers = fc
      .tuple(shape({ maxRank: 2, maxLength: 3 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
      .chain(([lead, i, o]) => fc.tuple(tensorOf([...lead, i]), tensorOf([o, i]), tensorOf([o])));
    fc.assert(
      fc.property(layers, ([x, w, b]) => {
        checkGradient((...[t, v, c]) => linear(t!, v!, c), [x, w, b], { order: 2 });
        checkGradient((t, v) => linear(t!, v!), [x, w]);
      }),
    );
  });

  test('by hand: [1, 2] · [[3, 4], [5, 6]]ᵀ + [10, 20] = [21, 37]', () => {
    const y = linear(doubles([1, 2]), doubles([[3, 4], [5, 6]]), doubles([10, 20])); // prettier-ignore
    expect(y.shape).toEqual([2]);
    expect(read(y)).toEqual([21, 37]);
  });

  test('of zero inputs is the bias', () => {
    expect(read(linear(zeros([2, 0]), zeros([1, 0]), zeros([1]).add(7)))).toEqual([7, 7]);
  });

  test('fails for different lengths', () => {
    expect(() => linear(zeros([2, 3]), zeros([4, 2]))).toThrow(ShapeError);
    expect(() => linear(zeros([2, 3]), zeros([4, 3]), zeros([3]))).toThrow(ShapeError);
    expect(() => linear(zeros([2, 3]), zeros([4, 3]), null, { presynaptic: zeros([3, 3]) })).toThrow(ShapeError);
  });
});
