import { describe, expect, test } from '@jest/globals';
import { conv2d, linear, memory, perChannel, Random, scope, ShapeError } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { Conv2d, Linear } from '@spikegrad/nn';
import fc from 'fast-check';
import { fold, OSR, TEBN, type RunningNorm } from '../src/index.js';
import { foldable } from './kinds.js';
import { double, expectClose } from './numbers.js';

const dtype = 'float64';
const norms = fc.constantFrom(...Object.values(foldable));

/** A norm in evaluation with statistics of its own. */
const trained = (channels: number): fc.Arbitrary<RunningNorm> =>
  fc
    .record({
      make: norms,
      gamma: arbitraries.tensorOf([channels]),
      beta: arbitraries.tensorOf([channels]),
      mean: arbitraries.tensorOf([channels]),
      variance: arbitraries.tensorOf([channels], { positive: true }),
    })
    .map(({ make, gamma, beta, mean, variance }) => {
      const norm = make(channels, { dtype }).eval();
      norm.gamma.replace(gamma);
      norm.beta.replace(beta);
      norm.runningMean.replace(mean);
      norm.runningVariance.replace(variance);
      return norm;
    });

const size = (max: number) => fc.integer({ min: 1, max });

describe('a norm folded into the synapse before it', () => {
  test('computes the same as convolution and norm', () => {
    const cases = fc.tuple(size(3), size(3), fc.boolean(), size(100)).chain(([inputs, outputs, bias, seed]) => {
      const synapse = new Conv2d(inputs, outputs, 3, { padding: 1, bias, random: new Random(seed), dtype });
      return fc.record({
        synapse: fc.constant(synapse),
        norm: trained(outputs),
        x: arbitraries.tensorOf([2, inputs, 4, 3]),
      });
    });
    fc.assert(
      fc.property(cases, ({ synapse, norm, x }) => {
        const { weight, bias } = fold(synapse, norm);
        expectClose(conv2d(x, weight, bias, synapse.window), norm.forward(synapse.forward(x)));
      }),
    );
  });

  test('computes the same as linear layer and norm', () => {
    const cases = fc.tuple(size(4), size(4), fc.boolean(), size(100)).chain(([inputs, outputs, bias, seed]) => {
      const synapse = new Linear(inputs, outputs, { bias, random: new Random(seed), dtype });
      return fc.record({ synapse: fc.constant(synapse), norm: trained(outputs), x: arbitraries.tensorOf([3, inputs]) });
    });
    fc.assert(
      fc.property(cases, ({ synapse, norm, x }) => {
        const { weight, bias } = fold(synapse, norm);
        expectClose(linear(x, weight, bias), norm.forward(synapse.forward(x)));
      }),
    );
  });

  test('leaves a scale per channel after the sum in ResNet-19’s shortcut', () => {
    const cases = fc.tuple(size(3), fc.boolean(), size(100)).chain(([channels, bias, seed]) => {
      const synapse = new Conv2d(channels, channels, 3, { padding: 1, bias, random: new Random(seed), dtype });
      return fc.record({
        synapse: fc.constant(synapse),
        norm: trained(channels),
        x: arbitraries.tensorOf([2, channels, 4, 3]),
      });
    });
    fc.assert(
      fc.property(cases, ({ synapse, norm, x }) => {
        const { weight, bias } = fold(synapse, norm);
        const shortcut = x.mul(perChannel(norm.affine().scale, x));
        expectClose(conv2d(x, weight, bias, synapse.window).add(shortcut), norm.forward(synapse.forward(x).add(x)));
      }),
    );
  });

  test('by hand: γ = 2, β = 1, μ̂ = 3, σ̂ = ½', () => {
    const norm = new OSR(1, { dtype });
    norm.gamma.replace(double([2]));
    norm.beta.replace(double([1]));
    norm.runningMean.replace(double([3]));
    norm.runningVariance.replace(double([0.2499]));
    const { weight, bias } = fold({ weight: double([[1, -2]]), bias: double([5]) }, norm);
    expectClose(weight, [4, -8]);
    expectClose(bias, [9]); // (5 − 3) · 4 + 1
  });

  test('makes a weight and a bias, and no other tensors', () => {
    const [synapse, norm] = [{ weight: double([[1, 2]]), bias: null }, new OSR(1, { dtype })];
    scope(() => {
      const before = memory().tensors;
      fold(synapse, norm);
      expect(memory().tensors).toBe(before + 2);
    });
  });

  test('fails for a norm with a scale per step', () => {
    const act = () => fold({ weight: double([[1, 2]]), bias: null }, new TEBN(1, { steps: 2, dtype }));
    expect(act).toThrow('[TEBN] expected a norm that is the same at every step, to fold it');
  });

  test('fails for a norm of other channels', () => {
    const act = () => fold({ weight: double([[1, 2]]), bias: null }, new OSR(2, { dtype }));
    expect(act).toThrow(ShapeError);
    expect(act).toThrow('[fold] expected 2 outputs but received [1, 2]');
  });
});
