import { expect, test } from '@jest/globals';
import { conv2d, Random, tensor } from '@spikegrad/core';
import { checkModuleGradient } from '@spikegrad/testing';
import { constant, Conv2d, kaimingFanOut, type Conv2dLayerOptions } from '@spikegrad/nn';
import { exact, list, ramp } from './toys.js';

const random = new Random(1);

test('a window of ones sums its neighbourhood, by hand', () => {
  const layer = new Conv2d(1, 1, 2, { random, initialWeight: constant(1), initialBias: constant(0.5), ...exact });
  const x = tensor(
    [
      [
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      ],
    ],
    exact,
  );
  const y = layer.forward(x);
  expect(y.shape).toEqual([1, 1, 2, 2]);
  expect(list(y)).toEqual([12.5, 16.5, 24.5, 28.5]);
});

const windows: readonly Omit<Conv2dLayerOptions, 'random'>[] = [
  {},
  { stride: 2, padding: 1 },
  { dilation: 2, padding: [2, 1] },
  { groups: 2, stride: [1, 2] },
  { groups: 4, bias: false },
];

test.each(windows)('the layer is the operation on its weights: %j', (window) => {
  const layer = new Conv2d(4, 4, 3, { random, ...window, ...exact });
  expect(layer.weight.shape).toEqual([4, 4 / (window.groups ?? 1), 3, 3]);
  const { bias, ...rest } = window;
  const x = ramp([2, 4, 6, 7]);
  expect(list(layer.forward(x))).toEqual(list(conv2d(x, layer.weight, bias === false ? null : layer.bias, rest)));
});

test.each(windows)('gradients agree with central differences: %j', (window) => {
  const make = () => new Conv2d(4, 4, 2, { random: new Random(1), ...window, ...exact });
  checkModuleGradient(make, ramp([1, 1, 4, 4, 4]));
});

test('first weights lie within ±1/√fan-in, fan-in counted in a group', () => {
  const { weight, bias } = new Conv2d(8, 40, 3, { random, groups: 2, ...exact });
  for (const values of [list(weight), list(bias)]) {
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(1 / 6);
    expect(largest).toBeGreaterThan(0.9 / 6);
  }
});

test('kaimingFanOut draws with variance 2 / (outputs · window)', () => {
  const { weight } = new Conv2d(30, 20, 3, { random, initialWeight: kaimingFanOut, ...exact });
  const values = list(weight);
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  expect((variance * 20 * 9) / 2).toBeGreaterThan(0.9);
  expect((variance * 20 * 9) / 2).toBeLessThan(1.1);
});

test('multiply-adds count every weight at every place', () => {
  const layer = new Conv2d(4, 6, 3, { random, groups: 2 });
  expect(layer.macs([1, 4, 8, 8], [1, 6, 6, 6])).toBe(6 * 2 * 9 * 36);
});
