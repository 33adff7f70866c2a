import { expect, test } from '@jest/globals';
import { ones, Random, ShapeError, ValueError } from '@spikegrad/core';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  constant,
  Conv2d,
  Dropout,
  Linear,
  MaxPool2d,
  normal,
  Scale,
  WSConv2d,
  type SynapseOptions,
} from '../src/index.js';

const random = new Random(1);
const sizes = [0, -1, 1.5, NaN, Infinity];

/** Every constructor, given a number for which it must fail. */
const makers: Readonly<Record<string, readonly [bad: readonly number[], make: (bad: number) => unknown]>> = {
  'Linear inputs': [sizes, (bad) => new Linear(bad, 1, { random })],
  'Linear outputs': [sizes, (bad) => new Linear(1, bad, { random })],
  'Conv2d inputs': [sizes, (bad) => new Conv2d(bad, 1, 1, { random })],
  'Conv2d outputs': [sizes, (bad) => new Conv2d(1, bad, 1, { random })],
  'Conv2d kernel': [sizes, (bad) => new Conv2d(1, 1, bad, { random })],
  'Conv2d stride': [sizes, (bad) => new Conv2d(1, 1, 1, { random, stride: bad })],
  'Conv2d stride of a pair': [sizes, (bad) => new Conv2d(1, 1, 1, { random, stride: [1, bad] })],
  'Conv2d dilation': [sizes, (bad) => new Conv2d(1, 1, 1, { random, dilation: bad })],
  'Conv2d padding': [sizes.slice(1), (bad) => new Conv2d(1, 1, 1, { random, padding: bad })],
  'Conv2d groups': [[...sizes, 4], (bad) => new Conv2d(6, 3, 1, { random, groups: bad })],
  'Conv2d groups of outputs': [[2, 6], (bad) => new Conv2d(6, 3, 1, { random, groups: bad })],
  'WSConv2d kernel': [[...sizes, 1], (bad) => new WSConv2d(1, 1, bad, { random })],
  'AvgPool2d kernel': [sizes, (bad) => new AvgPool2d(bad)],
  'AvgPool2d stride': [sizes, (bad) => new AvgPool2d(2, { stride: bad })],
  'AvgPool2d padding': [sizes.slice(1), (bad) => new AvgPool2d(2, { padding: bad })],
  'MaxPool2d kernel': [sizes, (bad) => new MaxPool2d(bad)],
  'MaxPool2d stride': [sizes, (bad) => new MaxPool2d(2, { stride: bad })],
  'MaxPool2d padding': [sizes.slice(1), (bad) => new MaxPool2d(2, { padding: bad })],
  'AdaptiveAvgPool2d size': [sizes, (bad) => new AdaptiveAvgPool2d(bad)],
  'Scale factor': [[NaN, Infinity], (bad) => new Scale(bad)],
  'Dropout p': [[-0.1, 1, 1.5, NaN], (bad) => new Dropout(bad, { random })],
  'normal deviation': [[-1, NaN, Infinity], (bad) => normal(bad)],
  'constant value': [[NaN, Infinity], (bad) => constant(bad)],
};

test.each(Object.entries(makers))('%s outside its range is a ValueError', (_, [bad, make]) => {
  for (const value of bad) expect(() => make(value)).toThrow(ValueError);
});

test('the error names the layer, the setting and the number', () => {
  expect(() => new WSConv2d(1, -3, 1, { random })).toThrow(
    '[WSConv2d outputs] expected a whole number of at least 1 but received -3',
  );
});

test('a synapse without a generator for its first values says so', () => {
  const none = undefined as unknown as SynapseOptions;
  expect(() => new Linear(2, 2, none)).toThrow(ValueError);
  expect(() => new Linear(2, 2, none)).toThrow('[Linear] expected a random generator, as in { random: new Random(1) }');
  expect(() => new WSConv2d(2, 2, 3, {} as SynapseOptions)).toThrow('[WSConv2d] expected a random generator');
});

test('an initialiser of another shape fails', () => {
  const initialWeight = (): ReturnType<typeof ones> => ones([1, 2]);
  expect(() => new Linear(1, 2, { random, initialWeight })).toThrow(ShapeError);
  expect(() => new Conv2d(1, 2, 3, { random, initialWeight })).toThrow(ShapeError);
  expect(() => new Linear(1, 1, { random, initialBias: initialWeight })).toThrow(ShapeError);
});

test('inputs of the wrong shape fail with an error that names them', () => {
  expect(() => new Linear(3, 2, { random }).forward(ones([2, 4]))).toThrow(ShapeError);
  expect(() => new Conv2d(3, 2, 3, { random }).forward(ones([2, 4, 5, 5]))).toThrow(ShapeError);
  expect(() => new Conv2d(3, 2, 3, { random }).forward(ones([2, 3, 2, 2]))).toThrow(ShapeError);
  expect(() => new AvgPool2d(2).forward(ones([2, 4]))).toThrow(ShapeError);
  expect(() => new MaxPool2d(3).forward(ones([1, 1, 2, 2]))).toThrow(ShapeError);
  expect(() => new AdaptiveAvgPool2d(1).forward(ones([2, 4]))).toThrow(ShapeError);
});
