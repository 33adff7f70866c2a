import { expect, test } from '@jest/globals';
import { Random, tensor } from '@spikegrad/core';
import { checkModuleGradient } from '@spikegrad/testing';
import { constant, Linear, normal, type Initialiser } from '@spikegrad/nn';
import { exact, list, ramp } from './toys.js';

const random = new Random(1);
const given =
  (values: Parameters<typeof tensor>[0]): Initialiser =>
  (_random, _shape, options) =>
    tensor(values, options);

test('y = x wᵀ + b, by hand', () => {
  const layer = new Linear(2, 3, {
    random,
    initialWeight: given([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    initialBias: given([10, 20, 30]),
    ...exact,
  });
  const y = layer.forward(
    tensor(
      [
        [1, 1],
        [2, -1],
      ],
      exact,
    ),
  );
  expect(y.shape).toEqual([2, 3]);
  expect(list(y)).toEqual([13, 27, 41, 10, 22, 34]);
});

test('a layer without a bias has none', () => {
  const layer = new Linear(3, 2, { random, bias: false, ...exact });
  expect(layer.bias).toBeNull();
  expect(layer.namedParameters().map(({ path }) => path)).toEqual(['weight']);
  const x = ramp([4, 3]);
  expect(list(layer.forward(x))).toEqual(list(x.matmul(layer.weight.transpose())));
});

test('axes between batch and features are carried along', () => {
  const layer = new Linear(3, 2, { random, ...exact });
  const x = ramp([2, 4, 3]);
  const y = layer.forward(x);
  expect(y.shape).toEqual([2, 4, 2]);
  expect(list(y)).toEqual(list(layer.forward(x.reshape([8, 3]))));
});

test('gradients to input, weight and bias agree with central differences', () => {
  checkModuleGradient(() => new Linear(3, 2, { random: new Random(1), ...exact }), ramp([2, 2, 3]), { order: 2 });
});

test('first values lie within ±1/√inputs, and the same seed draws them again', () => {
  const draw = (): Linear => new Linear(16, 300, { random: new Random(3), ...exact });
  const { weight, bias } = draw();
  for (const values of [list(weight), list(bias)]) {
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(1 / 4);
    expect(Math.max(...values)).toBeGreaterThan(0.24);
    expect(Math.min(...values)).toBeLessThan(-0.24);
  }
  expect(list(draw().weight)).toEqual(list(weight));
});

test('initialisers that a user defines decide the first values', () => {
  const layer = new Linear(40, 50, { random, initialWeight: normal(0.1), initialBias: constant(0.5) });
  const values = list(layer.weight);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  expect(deviation).toBeGreaterThan(0.09);
  expect(deviation).toBeLessThan(0.11);
  expect(new Set(list(layer.bias))).toEqual(new Set([0.5]));
  expect(layer.weight.dtype).toBe('float32');
});
