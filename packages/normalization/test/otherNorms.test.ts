import { describe, expect, test } from '@jest/globals';
import { checkGradient } from '@spikegrad/core/testing';
import { sequence } from '@spikegrad/nn';
import { LinearNorm, OSR, VanillaNorm, type RunningNorm } from '../src/index.js';
import { double, expectClose, list } from './numbers.js';

const dtype = 'float64';
const x = [[1, -2], [3, 0], [5, 8]]; // prettier-ignore

/** Value and gradients of one training step, at running statistics far from those of `x`. */
function step(norm: RunningNorm) {
  norm.gamma.replace(double([2, -1]));
  norm.beta.replace(double([0.5, 0.25]));
  norm.runningMean.replace(double([1, 2]));
  norm.runningVariance.replace(double([3.9999, 0.2499]));
  const input = double(x, true);
  const dy = double([[1, 1], [0, -1], [2, 0.5]]); // prettier-ignore
  const [value] = sequence(norm, 1, () => {
    const y = norm.forward(input);
    y.backward({ gradient: dy });
    return y;
  });
  return { value: value!, dx: input.grad!, dGamma: norm.gamma.grad!, dBeta: norm.beta.grad! };
}

describe('VanillaNorm', () => {
  test('normalises a step by its own statistics, whatever the running ones', () => {
    const { value, dGamma, dBeta } = step(new VanillaNorm(2, { dtype }));
    // means 3 and 2, variances 8/3 and 56/3
    const [first, second] = [Math.sqrt(8 / 3 + 1e-4), Math.sqrt(56 / 3 + 1e-4)];
    const hat = [[-2 / first, -4 / second], [0, -2 / second], [2 / first, 6 / second]]; // prettier-ignore
    expectClose(value, hat.map(([a, b]) => [2 * a! + 0.5, -b! + 0.25])); // prettier-ignore
    expectClose(dGamma, [hat[0]![0]! + 2 * hat[2]![0]!, hat[0]![1]! - hat[1]![1]! + 0.5 * hat[2]![1]!]);
    expectClose(dBeta, [3, 0.5]);
  });

  test('has the full gradient of batch normalisation, statistics included', () => {
    const norm = new VanillaNorm(2, { dtype });
    norm.gamma.replace(double([2, -1]));
    checkGradient((input) => sequence(norm, 1, () => norm.forward(input), { throughTime: true })[0]!, [double(x)]);
  });
});

describe('LinearNorm', () => {
  test("has OSR's value", () => {
    const [linear, osr] = [new LinearNorm(2, { dtype }), new OSR(2, { guardRatio: null, dtype })].map(step);
    expect(list(linear!.value)).toEqual(list(osr!.value));
    expectClose(linear!.dGamma, osr!.dGamma); // both Σ dy (I − μ̂)/σ̂
  });

  test('multiplies the gradient by γ/σ̂ and subtracts nothing', () => {
    const { value, dx, dGamma, dBeta } = step(new LinearNorm(2, { dtype }));
    // σ̂ = 2 and ½
    expectClose(value, [[0.5, 8.25], [2.5, 4.25], [4.5, -11.75]]); // prettier-ignore
    expectClose(dx, [[1, -2], [0, 2], [2, -1]]); // prettier-ignore
    expectClose(dGamma, [0 + 2 * 2, -8 + 4 + 0.5 * 12]);
    expectClose(dBeta, [3, 0.5]);
  });

  test('differentiates through time after its statistics have changed', () => {
    const [throughTime, stepwise] = [new LinearNorm(2, { dtype }), new LinearNorm(2, { dtype })];
    const [y] = sequence(throughTime, 1, () => throughTime.forward(double(x)), { throughTime: true });
    y!.sum().backward();
    sequence(stepwise, 1, () => stepwise.forward(double(x)).sum().backward());
    expect(list(throughTime.gamma.grad)).toEqual(list(stepwise.gamma.grad));
  });
});
