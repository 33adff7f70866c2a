import { describe, expect, test } from '@jest/globals';
import {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  grad,
  perChannel,
  GradientError,
  ShapeError,
  zeros,
  type Tensor,
} from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { doubles, leaf, read } from './read.js';

const { shape, tensorOf } = arbitraries;
const tensors = shape({ minRank: 2, maxRank: 4, maxLength: 3 }).chain((of) => tensorOf(of));
const withVectors = shape({ minRank: 2, maxRank: 4, maxLength: 3 }).chain((of) =>
  fc.tuple(tensorOf(of), tensorOf([of[1]!]), tensorOf([of[1]!])),
);

describe('channelStatistics', () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ['the mean', (x) => channelStatistics(x).mean],
    ['the variance', (x) => channelStatistics(x).variance],
    ['both', (x) => channelStatistics(x).mean.mul(channelStatistics(x).variance.add(1))],
    ['a norm made of them', (x) => {
      const { mean, variance } = channelStatistics(x);
      return x.sub(perChannel(mean, x)).div(perChannel(variance.add(0.1).sqrt(), x));
    }], // prettier-ignore
  ])('differentiated once and twice agrees with central differences: %s', (_, f) => {
    fc.assert(fc.property(tensors, (x) => checkGradient(f, [x], { order: 2, tolerance: 1e-5 })));
  });

  test('by hand: two channels of [2, 2]', () => {
    const { mean, variance } = channelStatistics(doubles([[1, 10], [3, 30]])); // prettier-ignore
    expect(read(mean)).toEqual([2, 20]);
    expect(read(variance)).toEqual([1, 100]);
  });

  test('the gradient of the mean alone is finite where the input is not', () => {
    const x = leaf([[Infinity], [1]]);
    expect(read(grad(channelStatistics(x).mean.sum(), [x])[0])).toEqual([0.5, 0.5]);
  });

  test('fails for one axis, and for no elements', () => {
    expect(() => channelStatistics(zeros([3]))).toThrow(ShapeError);
    expect(() => channelStatistics(zeros([0, 3]))).toThrow(ShapeError);
  });
});

describe('channelAffine', () => {
  test('differentiated once and twice agrees with central differences', () => {
    fc.assert(
      fc.property(withVectors, (inputs) =>
        checkGradient((...[x, scale, shift]) => channelAffine(x!, scale!, shift!), inputs, { order: 2 }),
      ),
    );
  });

  test('by hand: [3, 5] · [2, 10] + [1, −1] = [7, 49]', () => {
    expect(read(channelAffine(doubles([[3, 5]]), doubles([2, 10]), doubles([1, -1])))).toEqual([7, 49]);
  });

  test('fails for vectors of another length', () => {
    expect(() => channelAffine(zeros([2, 3]), zeros([3]), zeros([2]))).toThrow(ShapeError);
  });
});

describe('channelNormGradient', () => {
  test('equals the gradient of the norm written with operations', () => {
    fc.assert(
      fc.property(withVectors, ([data, scale, shift]) => {
        const [x, a, b] = [data, scale, shift].map((t) => Object.assign(t.detach(), { requiresGrad: true })) as [
          Tensor,
          Tensor,
          Tensor,
        ];
        const { mean, variance } = channelStatistics(x);
        const inverseDeviation = variance.add(0.1).pow(-0.5).detach();
        // With epsilon 0 the variance term of the rule is exact.
        const normal = x.sub(perChannel(mean, x)).mul(perChannel(inverseDeviation, x));
        const y = channelAffine(normal, a, b);
        const dy = data.mul(data);
        const [da, db] = grad(y, [a, b], { gradient: dy });
        const { sum, product, dx } = channelNormGradient(dy, { x: data, mean: mean.detach(), inverseDeviation, scale });
        read(da).forEach((entry, i) => expect(read(product)[i]).toBeCloseTo(entry, 9));
        read(db).forEach((entry, i) => expect(read(sum)[i]).toBeCloseTo(entry, 9));
        expect(dx.shape).toEqual(data.shape);
      }),
    );
  });

  test('by hand: two entries around their mean have a gradient of 0', () => {
    const x = doubles([[1], [3]]);
    const [mean, one] = [doubles([2]), doubles([1])];
    const dy = doubles([[5], [9]]);
    const { dx, sum, product } = channelNormGradient(dy, { x, mean, inverseDeviation: one, scale: one });
    expect([read(dx), read(sum), read(product)]).toEqual([[0, 0], [14], [4]]);
  });

  test('fails for a gradient of another shape', () => {
    const v = zeros([3]);
    const norm = { x: zeros([2, 3]), mean: v, inverseDeviation: v, scale: v };
    expect(() => channelNormGradient(zeros([2, 4]), norm)).toThrow(ShapeError);
  });

  test('fails if it would be recorded, since it has no gradient', () => {
    const v = zeros([3]);
    const norm = { x: zeros([2, 3], { requiresGrad: true }), mean: v, inverseDeviation: v, scale: v };
    expect(() => channelNormGradient(zeros([2, 3]), norm)).toThrow(GradientError);
  });
});
