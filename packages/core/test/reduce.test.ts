import { describe, expect, test } from '@jest/globals';
import { argmax, expand, grad, ShapeError, sumTo, tensor, zeros, type Tensor } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { shape, broadcastable, tensorOf } = arbitraries;

/** A tensor and some of its axes, none included. */
const reductions = shape({ minRank: 1, maxRank: 3, maxLength: 3 }).chain((of) =>
  fc.tuple(tensorOf(of), fc.subarray(of.map((_, axis) => axis)), fc.boolean()),
);

const kinds: Readonly<Record<string, (x: Tensor, axes: readonly number[], keepAxes: boolean) => Tensor>> = {
  sum: (x, axes, keepAxes) => x.sum(axes, { keepAxes }),
  mean: (x, axes, keepAxes) => x.mean(axes, { keepAxes }),
  variance: (x, axes, keepAxes) => x.variance(axes, { keepAxes }),
  max: (x, axes, keepAxes) => x.max(axes, { keepAxes }),
  min: (x, axes, keepAxes) => x.min(axes, { keepAxes }),
  prod: (x, axes, keepAxes) => x.prod(axes, { keepAxes }),
};

describe('differentiating once and twice agrees with central differences:', () => {
  test.each(Object.entries(kinds))('%s along any axes', (_, reduce) => {
    const square = (x: Tensor, axes: readonly number[], keep: boolean): Tensor => reduce(x, axes, keep).pow(2);
    fc.assert(
      fc.property(reductions, ([x, axes, keep]) => checkGradient((t) => square(t, axes, keep), [x], { order: 2 })),
    );
  });

  test('variance over n − 1 elements', () => {
    const tensors = shape({ minRank: 1, maxRank: 2 }).chain((of) => tensorOf([2, ...of]));
    fc.assert(fc.property(tensors, (x) => checkGradient((t) => t.variance(0, { correction: 1 }), [x], { order: 2 })));
  });

  test('std, of elements that are not equal', () => {
    const apart = shape({ minRank: 1, maxRank: 2 })
      .chain((of) => tensorOf([3, ...of]))
      .filter((x) => read(x.variance(0)).every((value) => value > 0.01));
    fc.assert(fc.property(apart, (x) => checkGradient((t) => t.std(0, { correction: 1 }), [x], { order: 2 })));
  });

  test('expand and sumTo, which are adjoint to each other', () => {
    const both = broadcastable({ maxLength: 3 }).chain(({ a, b, both: full }) =>
      fc.tuple(tensorOf(a), tensorOf(full), fc.constant({ a, b, full })),
    );
    fc.assert(
      fc.property(both, ([narrow, wide, { a, full }]) => {
        checkGradient((x) => expand(x, full).pow(2), [narrow], { order: 2 });
        checkGradient((x) => sumTo(x, a).pow(2), [wide], { order: 2 });
        const there = read(expand(narrow, full).mul(wide).sum())[0]!;
        const back = read(narrow.mul(sumTo(wide, a)).sum())[0]!;
        expect(there).toBeCloseTo(back, 10);
      }),
    );
  });
});

describe('worked by hand:', () => {
  const x = doubles([[1, 2, 3], [4, 5, 9]]); // prettier-ignore

  test.each<[string, Tensor, readonly number[], readonly number[]]>([
    ['sum of all', x.sum(), [], [24]],
    ['sum of columns', x.sum(0), [3], [5, 7, 12]],
    ['sum along the last axis, kept', x.sum(-1, { keepAxes: true }), [2, 1], [6, 18]],
    ['mean', x.mean(1), [2], [2, 6]],
    ['variance', x.variance(1), [2], [2 / 3, 14 / 3]],
    ['variance over n − 1', x.variance(1, { correction: 1 }), [2], [1, 7]],
    ['std', x.std(1), [2], [Math.sqrt(2 / 3), Math.sqrt(14 / 3)]],
    ['std over n − 1', x.std(1, { correction: 1, keepAxes: true }), [2, 1], [1, Math.sqrt(7)]],
    ['prod', x.prod(1), [2], [6, 180]],
    ['prod of all', x.prod(), [], [1080]],
    ['prod of nothing', zeros([2, 0], { dtype: 'float64' }).prod(1), [2], [1, 1]],
    ['max', x.max(0), [3], [4, 5, 9]],
    ['min', x.min(0), [3], [1, 2, 3]],
    ['argmin', x.neg().argmin(1), [2], [2, 2]],
    ['argmax', argmax(doubles([[1, 7, 7], [4, 2, 1]]), 1), [2], [1, 0]], // prettier-ignore
  ])('%s', (_, y, of, expected) => {
    expect(y.shape).toEqual(of);
    read(y).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  });

  test('equal largest values share a gradient equally', () => {
    const t = leaf([[3, 1, 3], [2, 2, 2]]); // prettier-ignore
    const [dt] = grad(t.max(1).sum(), [t]);
    expect(read(dt)).toEqual([0.5, 0, 0.5, 1 / 3, 1 / 3, 1 / 3]);
  });

  test('the gradient of a product is that of the other factors, also where some are 0', () => {
    const t = leaf([[2, 0, 5], [0, 0, 3]]); // prettier-ignore
    const [dt] = grad(t.prod(1).sum(), [t]);
    expect(read(dt)).toEqual([0, 10, 0, 0, 0, 0]);
  });

  test('a product of nothing is 1, and has a gradient of no elements', () => {
    const t = zeros([2, 0], { dtype: 'float64', requiresGrad: true });
    const y = t.prod(1);
    expect(read(y)).toEqual([1, 1]);
    expect(grad(y.sum(), [t])[0].shape).toEqual([2, 0]);
  });

  test('the gradient of std is 0 where all elements are equal', () => {
    const t = leaf([[3, 3, 3], [2, 2, 2]]); // prettier-ignore
    const [dt] = grad(t.std(1).sum(), [t]);
    expect(read(dt)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('NaN reaches results that depend on it, and no others', () => {
    const t = doubles([[3, NaN, 1], [4, 2, 9]]); // prettier-ignore
    expect(read(t.min(1))).toEqual([NaN, 2]);
    expect(read(t.argmin(1))).toEqual([1, 1]);
    expect(read(t.prod(1))).toEqual([NaN, 72]);
    expect(read(t.std(1))[0]).toBeNaN();
    expect(read(t.cumsum(1))).toEqual([3, NaN, NaN, 4, 6, 15]);
  });

  test('a float32 sum of a million tenths is exact to float32, because it is computed in doubles', () => {
    expect(read(tensor(0.1).expand([1_000_000]).sum())[0]).toBe(Math.fround(1e6 * Math.fround(0.1)));
  });

  test('the sum of nothing is 0', () => {
    expect(read(zeros([0, 3]).sum(0))).toEqual([0, 0, 0]);
  });
});

describe('refused:', () => {
  test.each<[string, () => Tensor]>([
    ['an axis beyond the last', () => zeros([2, 3]).sum(2)],
    ['an axis twice', () => zeros([2, 3]).sum([0, -2])],
    ['the mean of nothing', () => zeros([0, 3]).mean(0)],
    ['the largest of nothing', () => zeros([2, 0]).max(1)],
    ['the smallest of nothing', () => zeros([2, 0]).min(1)],
    ['a std over n − 1 = 0 elements', () => zeros([1]).std(0, { correction: 1 })],
    ['a variance over n − 1 = 0 elements', () => zeros([1]).variance(0, { correction: 1 })],
    ['an expansion that shrinks', () => zeros([2, 3]).expand([1, 3])],
  ])('%s', (_, call) => {
    expect(call).toThrow(ShapeError);
  });
});
