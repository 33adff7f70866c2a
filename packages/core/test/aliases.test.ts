import { describe, expect, test } from '@jest/globals';
import {
  concat,
  conv2d,
  elementwise,
  gather,
  linear,
  matmul,
  ones,
  pad,
  scatterAdd,
  stack,
  sumTo,
  Tensor,
  tensor,
} from '@spikegrad/core';
import { leaf, read } from './read.js';

type Call = (x: Tensor) => Tensor;

/** Every method, so called that the result could be the operand: the same shape and, where it can be, the same values. */
const methods: Readonly<Record<string, Call>> = {
  ...{ add: (x) => x.add(0), sub: (x) => x.sub(0), mul: (x) => x.mul(1), div: (x) => x.div(1), pow: (x) => x.pow(1) },
  ...{ maximum: (x) => x.maximum(0), minimum: (x) => x.minimum(9), clamp: (x) => x.clamp(0, 9), relu: (x) => x.relu() },
  ...{
    equal: (x) => x.equal(x),
    notEqual: (x) => x.notEqual(0),
    less: (x) => x.less(9),
    lessEqual: (x) => x.lessEqual(x),
  },
  ...{ greater: (x) => x.greater(0), greaterEqual: (x) => x.greaterEqual(x), where: (x) => x.where(x, x) },
  ...{ neg: (x) => x.neg(), abs: (x) => x.abs(), sign: (x) => x.sign(), exp: (x) => x.exp(), log: (x) => x.log() },
  ...{ log1p: (x) => x.log1p(), sqrt: (x) => x.sqrt(), tanh: (x) => x.tanh(), sigmoid: (x) => x.sigmoid() },
  ...{ erf: (x) => x.erf(), softmax: (x) => x.softmax(), logSoftmax: (x) => x.logSoftmax() },
  ...{ sum: (x) => x.sum([]), mean: (x) => x.mean([]), max: (x) => x.max([]), variance: (x) => x.variance([]) },
  ...{ std: (x) => x.std([]), prod: (x) => x.prod([]), min: (x) => x.min([]), argmin: (x) => x.argmin(0) },
  ...{ cumsum: (x) => x.cumsum(0), squeeze: (x) => x.reshape([1]).squeeze(0), unsqueeze: (x) => x.unsqueeze(0) },
  ...{ split: (x) => x.split(1)[0]!, repeat: (x) => x.repeat([1, 1, 1, 1]) },
  ...{ argmax: (x) => x.argmax(0), matmul: (x) => x.reshape([1, 1]).matmul(ones([1, 1])) },
  ...{ reshape: (x) => x.reshape(x.shape), flatten: (x) => x.flatten(1), expand: (x) => x.expand(x.shape) },
  ...{ permute: (x) => x.permute([0, 1, 2, 3]), transpose: (x) => x.transpose(), slice: (x) => x.slice(0, 0) },
  ...{ select: (x) => x.select(0, 0), flip: (x) => x.flip([]), detach: (x) => x.detach() },
  ...{ avgPool2d: (x) => x.avgPool2d(1), maxPool2d: (x) => x.maxPool2d(1) },
  ...{ adaptiveAvgPool2d: (x) => x.adaptiveAvgPool2d(1) },
};

const functions: Readonly<Record<string, Call>> = {
  sumTo: (x) => sumTo(x, x.shape),
  concat: (x) => concat([x]),
  stack: (x) => stack([x]),
  gather: (x) => gather(x, tensor([0])),
  scatterAdd: (x) => scatterAdd(x, tensor([0]), 1),
  pad: (x) => pad(x, [[0, 0], [0, 0], [0, 0], [0, 0]]), // prettier-ignore
  matmul: (x) => matmul(x.reshape([1, 1]), ones([1, 1])),
  linear: (x) => linear(x.reshape([1, 1]), ones([1, 1])),
  conv2d: (x) => conv2d(x, ones([1, 1, 1, 1])),
  'a formula that is its input': (x) => elementwise('same', ['x'], [], (leaves) => leaves.x)({ x }),
  'the flattening of what is flat': (x) => x.reshape([1, 1]).flatten(),
};

/** Of these, `keep` gives the tensor itself, `to` a promise, `backward` nothing. */
const others = ['keep', 'to', 'backward'];

describe('an operation returns a new tensor, and disposing of it does not change the operand:', () => {
  test.each(Object.entries({ ...methods, ...functions }))('%s', (_, call) => {
    for (const x of [ones([1, 1, 1, 1]), ones([1, 1, 1, 1], { requiresGrad: true })]) {
      const y = call(x);
      expect(y).not.toBe(x);
      y.dispose();
      expect(read(x)).toEqual([1]);
    }
  });

  test('every method is tested above', () => {
    const all = Object.getOwnPropertyNames(Tensor.prototype);
    const fluent = all.filter((name) => Object.getOwnPropertyDescriptor(Tensor.prototype, name)!.writable === false);
    expect(fluent.sort()).toEqual([...Object.keys(methods), ...others].sort());
  });
});

test('gradients flow through an operation that changes no value', () => {
  const x = leaf([[1, 2]]);
  sumTo(x.reshape([1, 2]).expand([1, 2]).max([]), [1, 2])
    .mul(3)
    .sum()
    .backward();
  expect(read(x.grad!)).toEqual([3, 3]);
});
