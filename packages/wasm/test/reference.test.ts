import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  conv2d,
  cpu,
  elementwise,
  fromData,
  grad,
  matmul,
  Random,
  type Tensor,
} from '@spikegrad/core';
import { expectAgreement } from './agreement.js';
import { backendOf } from './backends.js';

const length = fc.integer({ min: 1, max: 19 });
const few = fc.integer({ min: 1, max: 3 });

describe('WebAssembly computes what the reference computes', () => {
  test('in convolutions of any geometry, forward and both gradients', () => {
    const geometry = fc.record({
      n: few,
      c: few,
      o: few,
      groups: few,
      h: length,
      w: length,
      kernel: few,
      stride: few,
      padding: fc.integer({ min: 0, max: 2 }),
      dilation: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(geometry, fc.nat(1000), ({ n, c, o, groups, h, w, kernel, stride, padding, dilation }, seed) => {
        fc.pre(dilation * (kernel - 1) + 1 <= Math.min(h, w) + 2 * padding);
        expectAgreement((backend) => {
          const random = new Random(seed);
          const x = random.normal([n, c * groups, h, w], { backend, requiresGrad: true });
          const k = random.normal([o * groups, c, kernel, kernel], { backend, requiresGrad: true });
          const y = conv2d(x, k, null, { stride, padding, dilation, groups });
          return [y, ...grad(y, [x, k], { gradient: random.normal(y.shape, { backend }) })];
        });
      }),
      { numRuns: 100 },
    );
  });

  test('in matrix products of any shape, whichever way the operands are stored', () => {
    fc.assert(
      fc.property(
        few,
        length,
        length,
        length,
        fc.boolean(),
        fc.boolean(),
        fc.nat(1000),
        (batch, m, n, k, transposeA, transposeB, seed) => {
          expectAgreement((backend) => {
            const random = new Random(seed);
            const a = random.normal([batch, ...(transposeA ? [k, m] : [m, k])], { backend });
            const b = random.normal([1, ...(transposeB ? [n, k] : [k, n])], { backend });
            return [matmul(a, b, { transposeA, transposeB })];
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  test('in formulas of several operands that broadcast, forward and gradient', () => {
    const formula = elementwise('mixed', ['a', 'b', 'c'], ['scale'], ({ a, b, c, scale }) => ({
      first: a.mul(b).add(c.sigmoid()).mul(scale).tanh(),
      second: a.greater(b).where(c.exp(), b.mul(b).add(1).pow(-0.5)).relu(),
    }));
    fc.assert(
      fc.property(few, length, length, fc.nat(1000), (n, c, w, seed) => {
        expectAgreement((backend) => {
          const random = new Random(seed);
          const a = random.normal([n, c, w], { backend, requiresGrad: true });
          const b = random.normal([c, 1], { backend, requiresGrad: true });
          const d = random.normal([w], { backend, requiresGrad: true });
          const { first, second } = formula({ a, b, c: d }, { scale: 0.7 });
          return [first, second, ...grad(first.add(second).sum(), [a, b, d])];
        });
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['one channel of many parts', [1, 1, 40960]],
    ['runs that are merged', [3, 5, 1030]],
    ['more channels than one item takes', [2, 130, 16, 17]],
  ])('in the passes over channels: %s', (_, shape) => {
    expectAgreement((backend) => {
      const random = new Random(1);
      const x = random.normal(shape, { backend }).add(3);
      const dy = random.normal(shape, { backend });
      const [inverseDeviation, scale] = [1, 2].map(() => random.uniform([shape[1]!], { backend }).add(1)) as [
        Tensor,
        Tensor,
      ];
      const { mean, variance } = channelStatistics(x);
      // With another mean than its own a gradient adds up to something, and is no rounding.
      const { dx, sum, product } = channelNormGradient(dy, { x, mean: mean.add(1), inverseDeviation, scale });
      const around = shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
      const sums = [x.sum(around), dx.sum(around), x.max(around)];
      return [mean, variance, dx, sum, product, channelAffine(x, scale, mean), ...sums];
    });
  });

  test.each([
    ['short', [3, 5, 4, 4]],
    ['merged', [3, 5, 32, 33]],
  ])('in norms of a sum with a bias that nobody has computed, %s runs', (_, shape) => {
    expectAgreement((backend) => {
      const random = new Random(1);
      const b = random.normal([5, 1, 1], { backend });
      const [x, dy] = [1, 2].map(() => random.normal(shape, { backend })) as [Tensor, Tensor];
      const scale = random.uniform([5], { backend }).add(1);
      const sum = x.add(b);
      const { mean, variance } = channelStatistics(sum);
      const norm = { mean: mean.add(1), inverseDeviation: scale, scale };
      const deferred = channelNormGradient(dy, { x: sum, ...norm });
      const y = channelAffine(sum, scale, mean);
      const whole = channelStatistics(sum.reshape([1, 1, sum.size])); // other channels: the sum is computed for them
      const made = channelNormGradient(dy, { x: sum, ...norm });
      const both = [deferred, made].flatMap(({ dx, product }) => [dx, product]);
      return [mean, variance, y, ...both, whole.mean, whole.variance, sum, x];
    });
  });

  test.each([
    ['exp', (x: Tensor) => x.exp()],
    ['tanh', (x: Tensor) => x.tanh()],
    ['sigmoid', (x: Tensor) => x.sigmoid()],
    ['erf', (x: Tensor) => x.erf()],
    ['log1p', (x: Tensor) => x.abs().log1p()],
    ['log', (x: Tensor) => x.abs().log()],
    ['a power', (x: Tensor) => x.abs().pow(0.3)],
  ])('in %s, to 1e-6 of each value over its whole range', (_, f) => {
    const [fast, plain] = [backendOf(1), cpu()].map((backend) => {
      const x = new Random(1).uniform([4001], { low: -87, high: 87, backend });
      return [f(x).dataSync(), x.dataSync()] as const;
    });
    expect(fast![1]).toEqual(plain![1]);
    fast![0].forEach((value, i) => {
      const expected = plain![0][i]!;
      if (Math.abs(expected) < 1e-37 || value === expected) return;
      expect(Math.abs(value / expected - 1)).toBeLessThan(1e-6);
    });
  });
});

test('the variance is taken around the mean, not around its float32: of 2²³ and 2²³ + 1 in turn it is ¼', async () => {
  // The mean 2²³ + ½ is no float32.
  const values = Float32Array.from({ length: 12 }, (_, i) => 2 ** 23 + (i % 2));
  const { variance } = channelStatistics(fromData(values, [2, 1, 6], { backend: backendOf(2) }));
  expect(await variance.item()).toBe(0.25);
});

test.each([6, 64, 512])('so it is of three runs of %d equal values: of 2¹⁸, 2¹⁸ and 2¹⁸ + 1 it is 2/9', async (run) => {
  // One by one, in vectors, and with statistics of each run that are merged. Around the mean's float32 it is 0.05 % larger.
  const values = Float32Array.from({ length: 3 * run }, (_, i) => 2 ** 18 + Number(i >= 2 * run));
  const { variance } = channelStatistics(fromData(values, [3, 1, run], { backend: backendOf(2) }));
  expect(await variance.item()).toBeCloseTo(2 / 9, 6);
});
