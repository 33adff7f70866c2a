import { expect, test } from '@jest/globals';
import { tensor, type Tensor } from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';
import { AdaptiveAvgPool2d, AvgPool2d, Flatten, MaxPool2d, Scale, Sequential, signal } from '../src/index.js';
import { exact, list, ramp } from './toys.js';

const x = tensor(
  [
    [
      [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
        [9, 10, 11, 12],
        [13, 14, 15, 16],
      ],
    ],
  ],
  exact,
);

test('means, maxima and windows by hand', () => {
  expect(list(new AvgPool2d(2).forward(x))).toEqual([3.5, 5.5, 11.5, 13.5]);
  expect(list(new MaxPool2d(2).forward(x))).toEqual([6, 8, 14, 16]);
  expect(list(new MaxPool2d(3, { stride: 1 }).forward(x))).toEqual([11, 12, 15, 16]);
  expect(list(new AvgPool2d(2, { stride: 2, padding: 1 }).forward(x)).slice(0, 3)).toEqual([0.25, 1.25, 1]);
  expect(list(new MaxPool2d(2, { stride: 2, padding: 1 }).forward(x)).slice(0, 3)).toEqual([1, 3, 4]);
});

test('adaptive pooling averages to the given size', () => {
  const global = new AdaptiveAvgPool2d(1).forward(x);
  expect(global.shape).toEqual([1, 1, 1, 1]);
  expect(list(global)).toEqual([8.5]);
  expect(list(new AdaptiveAvgPool2d(2).forward(x))).toEqual([3.5, 5.5, 11.5, 13.5]);
  expect(new AdaptiveAvgPool2d(3).forward(ramp([2, 3, 7, 5])).shape).toEqual([2, 3, 3, 3]);
});

test('flatten keeps the batch, scale multiplies', () => {
  expect(new Flatten().forward(ramp([2, 3, 4, 5])).shape).toEqual([2, 60]);
  expect(new Flatten().forward(ramp([2, 3])).shape).toEqual([2, 3]);
  expect(list(new Scale(-3).forward(tensor([1, 2], exact)))).toEqual([-3, -6]);
});

test('gradients agree with central differences', () => {
  const image = [ramp([2, 2, 5, 4]).add(tensor([0, 0.01, 0.02, 0.03], exact))];
  for (const layer of [
    new AvgPool2d(2),
    new AvgPool2d(3, { stride: 2, padding: 1 }),
    new MaxPool2d(2),
    new MaxPool2d(3, { stride: 2, padding: 1 }),
    new AdaptiveAvgPool2d(1),
    new AdaptiveAvgPool2d(3),
    new Sequential(new Scale(0.7), new Flatten()),
  ]) {
    checkGradient((input: Tensor) => layer.forward(input), image);
  }
});

test('a trace fails in max pooling', () => {
  const traced = signal(ramp([1, 1, 4, 4]), ramp([1, 1, 4, 4]));
  expect(() => new MaxPool2d(2).forward(traced)).toThrow('AvgPool2d in its place but received a presynaptic trace');
});
