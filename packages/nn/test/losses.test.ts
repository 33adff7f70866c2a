import { describe, expect, test } from '@jest/globals';
import { meta, Random, ShapeError, tensor, ValueError, zeros, type Tensor } from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';
import fc from 'fast-check';
import { crossEntropy, meanSquaredError, onlineLoss } from '../src/index.js';
import { exact, list, ramp } from './toys.js';

const logits = (): Tensor =>
  tensor(
    [
      [1, 2, 0],
      [0, 0, 0],
    ],
    exact,
  );
const labels = tensor([1, 2], exact);
const value = (loss: Tensor): number => list(loss)[0]!;

describe('by hand', () => {
  const [first, second] = [Math.log(Math.E + Math.E ** 2 + 1) - 2, Math.log(3)];

  test('cross entropy is the mean of −log p(label)', () => {
    const loss = crossEntropy(logits(), labels);
    expect(loss.shape).toEqual([]);
    expect(value(loss)).toBeCloseTo((first + second) / 2, 14);
  });

  test('mean squared error is the mean over all entries', () => {
    expect(value(meanSquaredError(tensor([1, 2, 3, 4], exact), tensor([0, 2, 5, 4], exact)))).toBe(5 / 4);
  });

  test('the online loss is (1 − α) CE + α MSE against one-hot labels', () => {
    const squared = (1 + 1 + 0 + 0 + 0 + 1) / 6;
    expect(value(onlineLoss(logits(), labels))).toBeCloseTo((0.95 * (first + second)) / 2 + 0.05 * squared, 14);
    expect(value(onlineLoss(logits(), labels, { mseWeight: 0.4 }))).toBeCloseTo(
      (0.6 * (first + second)) / 2 + 0.4 * squared,
      14,
    );
    expect(value(onlineLoss(logits(), labels, { mseWeight: 0 }))).toBe(value(crossEntropy(logits(), labels)));
    expect(value(onlineLoss(logits(), labels, { mseWeight: 1 }))).toBeCloseTo(squared, 14);
  });

  test('the gradient of cross entropy is (softmax − one-hot) / N', () => {
    const x = tensor([[0, 0]], { ...exact, requiresGrad: true });
    crossEntropy(x, tensor([0], exact)).backward();
    expect(list(x.grad)).toEqual([-0.5, 0.5]);
  });
});

test('shifting all logits of a sample changes nothing, and huge logits stay finite', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: -1e4, max: 1e4, noNaN: true }), (seed, shift) => {
      const x = new Random(seed).normal([2, 3], exact);
      expect(value(crossEntropy(x.add(shift), labels))).toBeCloseTo(value(crossEntropy(x, labels)), 8);
    }),
  );
  expect(value(crossEntropy(tensor([[1e30, 0]], exact), tensor([1], exact)))).toBe(1e30);
});

test('gradients agree with central differences', () => {
  checkGradient((x: Tensor) => crossEntropy(x, labels), [ramp([2, 3])], { order: 2 });
  checkGradient((x: Tensor, y: Tensor) => meanSquaredError(x, y), [ramp([2, 3]), ramp([2, 3]).mul(0.3)], { order: 2 });
  checkGradient((x: Tensor) => onlineLoss(x, labels, { mseWeight: 0.3 }), [ramp([2, 3])], { order: 2 });
});

test('labels that are not classes fail', () => {
  for (const label of [3, -1, 0.5, NaN]) {
    expect(() => crossEntropy(logits(), tensor([0, label], exact))).toThrow(ValueError);
    expect(() => onlineLoss(logits(), tensor([label, 0], exact))).toThrow(ValueError);
  }
});

test('shapes that do not match fail', () => {
  const bad: readonly (readonly [Tensor, Tensor])[] = [
    [ramp([3]), labels],
    [ramp([2, 3, 1]), labels],
    [ramp([3, 3]), labels],
    [logits(), tensor([[1, 2]], exact)],
    [zeros([0, 3], exact), zeros([0], exact)],
  ];
  for (const [x, y] of bad) {
    expect(() => crossEntropy(x, y)).toThrow(ShapeError);
    expect(() => onlineLoss(x, y)).toThrow(ShapeError);
  }
  expect(() => meanSquaredError(ramp([2, 3]), ramp([3, 2]))).toThrow(ShapeError);
  expect(() => meanSquaredError(zeros([0]), zeros([0]))).toThrow(ShapeError);
});

test('a weight of the squared error outside [0, 1] fails', () => {
  for (const mseWeight of [-0.1, 1.1, NaN])
    expect(() => onlineLoss(logits(), labels, { mseWeight })).toThrow(ValueError);
});

test('losses run on meta, which has shapes only', () => {
  const backend = meta();
  expect(onlineLoss(zeros([2, 3], { backend }), zeros([2], { backend })).shape).toEqual([]);
});

describe('logits at the limits of float32, as in PyTorch', () => {
  test.each<[readonly number[], number, number, readonly number[]]>([
    [[-Infinity, 0, 1], 2, Math.log(1 + Math.exp(-1)), [0, 1 / (1 + Math.E), -1 / (1 + Math.E)]],
    [[-Infinity, 0, 1], 0, Infinity, [-1, 1 / (1 + Math.E), Math.E / (1 + Math.E)]],
    [[3e38, -3e38, 0], 0, 0, [0, 0, 0]],
    [[Infinity, 0, 1], 0, NaN, [NaN, NaN, NaN]],
  ])('cross entropy of %j for class %d is %d', (row, label, loss, gradient) => {
    const x = tensor([row], { requiresGrad: true });
    const y = crossEntropy(x, tensor([label]));
    y.backward();
    if (Number.isFinite(loss)) expect(value(y)).toBeCloseTo(loss, 6);
    else expect(value(y)).toBe(loss);
    list(x.grad).forEach((entry, i) => {
      if (Number.isNaN(gradient[i])) expect(entry).toBeNaN();
      else expect(entry).toBeCloseTo(gradient[i]!, 6);
    });
  });
});
