import { expect, test } from '@jest/globals';
import { ones, Random, tensor, zeros, type Tensor } from '@spikegrad/core';
import {
  Adam,
  AdaptiveAvgPool2d,
  AvgPool2d,
  clipGradientNorm,
  clipGradientValue,
  constant,
  Conv2d,
  cosine,
  Dropout,
  Linear,
  MaxPool2d,
  normal,
  onlineLoss,
  Parameter,
  Scale,
  sequence,
  SGD,
  stepDecay,
  warmUp,
  WSConv2d,
} from '../src/index.js';

const random = new Random(1);
const parameter = new Parameter(zeros([1]));
const o = (...shape: readonly number[]): Tensor => ones(shape);

/** The parameter with a gradient of 1. */
function graded(): Parameter {
  const learned = new Parameter(zeros([1]));
  learned.sum().backward();
  return learned;
}

test.each<[string, () => unknown]>([
  ['a layer of one input and one output', () => new Linear(1, 1, { random })],
  ['a kernel, a stride and a dilation of 1', () => new Conv2d(1, 1, 1, { random, stride: 1, dilation: 1, padding: 0 })],
  ['as many groups as channels', () => new Conv2d(3, 3, 1, { random, groups: 3 })],
  ['two weights per output', () => new WSConv2d(2, 1, 1, { random })],
  ['windows of one pixel', () => [new AvgPool2d(1), new MaxPool2d(1, { stride: 1 }), new AdaptiveAvgPool2d(1)]],
  ['padding of half a window', () => new AvgPool2d(2, { padding: 1 }).forward(o(1, 1, 2, 2))],
  ['a factor of 0', () => new Scale(0)],
  ['dropout of nothing', () => new Dropout(0, { random })],
  ['a deviation of 0', () => normal(0)],
  ['a constant of 0', () => constant(0)],
  ['one step', () => sequence(new Scale(1), 1, () => null)],
  ['cross entropy alone', () => onlineLoss(o(1, 2), tensor([0]), { mseWeight: 0 })],
  ['squared error alone', () => onlineLoss(o(1, 2), tensor([1]), { mseWeight: 1 })],
  ['a batch of one', () => onlineLoss(o(1, 1), tensor([0]))],
  ['SGD that does not move', () => new SGD([parameter], { learningRate: 0, momentum: 0, weightDecay: 0 })],
  ['Adam without memory', () => new Adam([parameter], { betas: [0, 0], weightDecay: 0 })],
  ['a tiny ε', () => new Adam([parameter], { epsilon: Number.MIN_VALUE })],
  ['a tiny limit', () => clipGradientNorm([graded()], 1e-30)],
  ['a limit of values', () => clipGradientValue([graded()], Number.MIN_VALUE)],
  ['a cosine between zeros', () => cosine({ initial: 0, length: 1, floor: 0 })],
  ['a decay to nothing', () => stepDecay({ initial: 0, every: 1, factor: 0 })],
  ['a warm-up of half a moment', () => warmUp(() => 1, { length: 0.5 })],
])('%s is in the valid range', (_, make) => expect(make).not.toThrow());
