import { describe, expect, test } from '@jest/globals';
import {
  channelAffine,
  channelStatistics,
  clamp,
  concat,
  conv2d,
  elementwise,
  flip,
  full,
  gather,
  grad,
  linear,
  logSoftmax,
  matmul,
  ones,
  pad,
  reshape,
  scatterAdd,
  softmax,
  tensor,
  where,
  type Tensor,
} from '@spikegrad/core';
import { programNames } from './programNames.js';

const leaf = (...shape: readonly number[]): Tensor => ones(shape, { requiresGrad: true });
const nameOf = (y: Tensor): string => y.node!.op;

/** The name of the operation whose result is the gradient of an image. */
function gradientNameOf(f: (x: Tensor) => Tensor): string {
  const x = leaf(1, 1, 4, 4);
  const y = f(x);
  return nameOf(grad(y, [x], { gradient: leaf(...y.shape), createGraph: true })[0]);
}

describe('the tape calls an operation by the name of its function', () => {
  const pairs = ['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum'] as const;
  const tests = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;
  test.each([...pairs, ...tests])('%s, of two tensors and of a tensor and a number', (name) => {
    expect(nameOf(leaf(2)[name](leaf(2)))).toBe(name);
    expect(nameOf(leaf(2)[name](2))).toBe(name);
  });

  const single = ['neg', 'abs', 'sign', 'exp', 'log', 'log1p', 'sqrt', 'tanh', 'sigmoid', 'erf', 'relu'] as const;
  test.each(single)('%s', (name) => expect(nameOf(leaf(2)[name]())).toBe(name));

  const image = (): Tensor => leaf(1, 1, 4, 4);
  test.each<[string, () => Tensor]>([
    ['clamp', () => clamp(leaf(2), 0, 1)],
    ['where', () => where(ones([2]), leaf(2), leaf(2))],
    ['sum', () => leaf(2).sum(0, { keepAxes: true })],
    ['max', () => leaf(2).max(0, { keepAxes: true })],
    ['cumsum', () => leaf(2).cumsum(0)],
    ['std', () => leaf(2).std()],
    ['expand', () => leaf(1).expand([2])],
    ['reshape', () => reshape(leaf(2), [1, 2])],
    ['permute', () => leaf(2, 1).permute([1, 0])],
    ['slice', () => leaf(2).slice(0, 1)],
    ['pad', () => pad(leaf(2), [[1, 1]])],
    ['flip', () => flip(leaf(2))],
    ['concat', () => concat([leaf(2), leaf(2)])],
    ['gather', () => gather(leaf(2), tensor([0]))],
    ['scatterAdd', () => scatterAdd(leaf(2), tensor([0, 1]), 3)],
    ['softmax', () => softmax(leaf(2))],
    ['logSoftmax', () => logSoftmax(leaf(2))],
    ['conv2d', () => conv2d(image(), leaf(1, 1, 2, 2))],
    ['conv2d', () => conv2d(image(), leaf(1, 1, 2, 2), null, { presynaptic: ones([1, 1, 4, 4]) })],
    ['avgPool2d', () => image().avgPool2d(2)],
    ['maxPool2d', () => image().maxPool2d(2)],
    ['channelStatistics', () => channelStatistics(image()).variance],
    ['channelAffine', () => channelAffine(image(), ones([1]), ones([1]))],
  ])('%s', (name, make) => expect(nameOf(make())).toBe(name));

  const below = (y: Tensor): readonly string[] => y.node!.inputs.flatMap(({ node }) => node?.op ?? []);
  test.each<[string, () => Tensor]>([
    ['matmul', () => matmul(leaf(3, 2), leaf(2, 3))],
    ['linear', () => linear(leaf(3, 2), leaf(3, 2), null, { presynaptic: ones([3, 2]) })],
  ])('%s, below its reshape', (name, make) => expect(below(make())).toEqual([name]));

  test.each<[string, (x: Tensor) => Tensor]>([
    ['conv2dInputGradient', (x) => conv2d(x, leaf(1, 1, 2, 2))],
    ['conv2dWeightGradient', (x) => conv2d(leaf(1, 1, 5, 5), x)],
    ['avgPool2dGradient', (x) => x.avgPool2d(2)],
    ['maxPool2dGradient', (x) => x.maxPool2d(2)],
    ['scatterAdd', (x) => gather(x, tensor([0]))],
  ])('%s, which is a gradient', (name, f) => expect(gradientNameOf(f)).toBe(name));
});

test('a backend gets the name of each program and of each gradient program', () => {
  const cube = elementwise('cube', ['x'], [], ({ x }) => x.mul(x).mul(x));
  const names = programNames((backend) => {
    const x = full([1], 2, { backend, requiresGrad: true });
    cube({ x: x.expand([3]) })
      .sum()
      .backward();
  });
  expect(names).toEqual(['fill', 'expand', 'cube', 'cube gradient']);
});
