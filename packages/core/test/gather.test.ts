import { describe, expect, test } from '@jest/globals';
import { gather, grad, oneHot, Random, scatterAdd, ShapeError, tensor, ValueError, zeros } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { shape, tensorOf } = arbitraries;

describe('gather', () => {
  test('differentiated once and twice agrees with central differences, for any indices', () => {
    const picks = shape({ minRank: 1, maxRank: 3, maxLength: 3 }).chain((of) =>
      fc.tuple(tensorOf(of), fc.array(fc.integer({ min: -1, max: of[0]! }), { minLength: 1, maxLength: 5 })),
    );
    fc.assert(
      fc.property(picks, ([x, places]) => checkGradient((t) => gather(t, doubles(places)).pow(2), [x], { order: 2 })),
    );
  });

  test('by hand: a slice selected twice adds two gradients, an index out of range gives zeros', () => {
    const x = leaf([[1, 2], [3, 4]]); // prettier-ignore
    const y = gather(x, doubles([1, 1, 2]));
    expect(read(y)).toEqual([3, 4, 3, 4, 0, 0]);
    expect(read(grad(y.sum(), [x])[0])).toEqual([0, 0, 2, 2]);
  });

  test('fails for indices of two axes and for a scalar', () => {
    expect(() => gather(zeros([2]), zeros([1, 1]))).toThrow(ShapeError);
    expect(() => gather(zeros([]), zeros([1]))).toThrow(ShapeError);
  });
});

describe('scatterAdd', () => {
  const places = shape({ minRank: 1, maxRank: 3, maxLength: 4 }).chain((of) =>
    fc.tuple(tensorOf(of), fc.array(fc.integer({ min: -1, max: 4 }), { minLength: of[0]!, maxLength: of[0]! })),
  );

  test('differentiated once and twice agrees with central differences, for any indices', () => {
    fc.assert(
      fc.property(places, ([x, at]) => checkGradient((t) => scatterAdd(t, doubles(at), 4).pow(2), [x], { order: 2 })),
    );
  });

  test('is the adjoint of gather: <scatterAdd(x), y> = <x, gather(y)>', () => {
    fc.assert(
      fc.property(places, fc.nat(99), ([x, at], seed) => {
        const y = new Random(seed).normal([4, ...x.shape.slice(1)], { dtype: 'float64' });
        const [there] = read(scatterAdd(x, doubles(at), 4).mul(y).sum());
        const [back] = read(x.mul(gather(y, doubles(at))).sum());
        expect(there).toBeCloseTo(back!, 10);
      }),
    );
  });

  test('by hand: slices of one index are added, an index out of range adds nothing', () => {
    expect(read(scatterAdd(doubles([[1, 2], [3, 4], [5, 6]]), doubles([2, 2, 9]), 3))).toEqual([0, 0, 0, 0, 4, 6]); // prettier-ignore
  });

  test('fails for another number of indices, a scalar and a negative length', () => {
    expect(() => scatterAdd(zeros([2]), zeros([3]), 2)).toThrow(ShapeError);
    expect(() => scatterAdd(zeros([]), zeros([]), 2)).toThrow(ShapeError);
    expect(() => scatterAdd(zeros([2]), zeros([2]), -1)).toThrow(ShapeError);
  });
});

describe('oneHot', () => {
  test('by hand: 2 and 0 of three classes', () => {
    expect(read(oneHot(tensor([2, 0]), 3))).toEqual([0, 0, 1, 1, 0, 0]);
    expect(oneHot(zeros([2, 5]), 3).shape).toEqual([2, 5, 3]);
  });

  test.each([-1, 3, 0.5])('fails for %p as one of three classes', (index) => {
    expect(() => oneHot(tensor([index]), 3)).toThrow(ValueError);
    expect(() => oneHot(tensor([index]), 3)).toThrow('expected whole class indices from 0 to 2');
  });
});
