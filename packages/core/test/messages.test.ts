import { expect, test } from '@jest/globals';
import {
  cpu,
  defineOp,
  fromData,
  full,
  grad,
  maxPool2d,
  ones,
  Random,
  scope,
  tensor,
  type Tensor,
} from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';
import { wordsOf, type Refusal } from './wordsOf.js';

const o = (...shape: readonly number[]): Tensor => ones(shape);
const leaf = (...shape: readonly number[]): Tensor => ones(shape, { requiresGrad: true });

const forward = ([x]: readonly [Tensor]): Tensor => x.mul(x);
const square = defineOp<[x: Tensor]>('square', { forward, backward: (dy, { inputs: [x] }) => [dy.mul(x).mul(2)] });
const fewer = defineOp<[x: Tensor]>('fewer', { forward, backward: () => [] });
const wider = defineOp<[x: Tensor]>('wider', { forward, backward: () => [o(1, 2)] });

function spent(): Tensor {
  const y = leaf(1).mul(leaf(1));
  y.backward();
  return y;
}

function replaced(): Tensor {
  const x = leaf(1);
  const y = x.mul(x);
  x.replace(o(1));
  return y;
}

function freed(): Tensor {
  const x = o(1, 2);
  x.dispose();
  return x;
}

function twice(): Tensor {
  const x = leaf(1, 1, 2, 2);
  return grad(maxPool2d(x, 2).pow(2).sum(), [x], { createGraph: true })[0];
}

const refusals: readonly Refusal[] = [
  [
    'ShapeError: [tensor] expected nested arrays of shape [2, 2] but received length 1 at axis 1',
    () => tensor([[1, 2], [3]]),
  ],
  ['ShapeError: [tensor] expected 2 axes everywhere but received a number at axis 1', () => tensor([[1], 2])],
  ['ShapeError: [tensor] expected nested arrays of shape [2] but received an array at axis 1', () => tensor([1, [2]])],
  ["ValueError: [tensor] expected numbers in nested arrays but received 'x'", () => tensor(['x' as never])],
  ['ValueError: [tensor] expected numbers in nested arrays but received object', () => tensor([null as never])],
  ['ShapeError: [fromData] expected 3 values for [3] but received 2', () => fromData([1, 2], [3])],
  [
    'ShapeError: [fromData] expected lengths that are whole numbers of at least 0 but received [1.5]',
    () => fromData([1], [1.5]),
  ],
  ['ShapeError: [full] expected lengths that are whole numbers of at least 0 but received [-1]', () => full([-1], 0)],
  ['DTypeError: [cpu] expected float32 or float64 but received int8', () => ones([1], { dtype: 'int8' as never })],
  [
    'DTypeError: [mul] expected operands of one dtype but received float32 and float64',
    () => o(1).mul(ones([1], { dtype: 'float64' })),
  ],
  [
    'BackendError: [mul] expected operands on one backend (cpu) but received one on a second backend named cpu: make one and share it, or move the operand with to()',
    () => o(1).mul(ones([1], { backend: cpu() })),
  ],
  [
    'BackendError: [mul] expected operands on one backend (cpu) but received one on other: move it with to()',
    () => o(1).mul(ones([1], { backend: { ...cpu(), name: 'other' } })),
  ],
  [
    'BackendError: [square] expected an array of tensors, square([x]), but received a tensor',
    () => square(o(1) as never),
  ],
  ['BackendError: [square] expected an array of tensors, square([x]), but received string', () => square('x' as never)],
  ['BackendError: [square] expected a tensor but received undefined', () => square([] as never)],
  [
    'GradientError: [grad] expected inputs that require gradients but received input 0, which does not',
    () => grad(leaf(1), [o(1)]),
  ],
  [
    'GradientError: [backward] expected a tensor that requires a gradient but received one that does not',
    () => o(1).backward(),
  ],
  [
    'GradientError: [backward] expected a tensor of one element, or a `gradient` option but received [2]',
    () => leaf(2).mul(2).backward(),
  ],
  [
    'ShapeError: [backward] expected [2] but received [3]',
    () =>
      leaf(2)
        .mul(2)
        .backward({ gradient: o(3) }),
  ],
  [
    'GradientError: [backward] expected a graph that was not freed (set retainGraph: true) but received mul a second time',
    () => spent().backward(),
  ],
  [
    'GradientError: [fewer gradient] expected 1 gradients, null where none flows but received 0',
    () => fewer([leaf(1)]).backward(),
  ],
  ['ShapeError: [wider gradient] expected [1] for input 0 but received [1, 2]', () => wider([leaf(1)]).backward()],
  [
    'GradientError: [backward] expected the values that mul was computed from but received input 0, which was replaced afterwards',
    () => replaced().backward(),
  ],
  [
    'GradientError: [maxPool2d] expected one differentiation but received a second one, which it does not support',
    () => twice().sum().backward(),
  ],
  ['GradientError: [replace] expected a leaf but received the result of mul', () => leaf(1).mul(2).replace(o(1))],
  ['ShapeError: [replace] expected [1] but received [2]', () => leaf(1).replace(o(2))],
  [
    'FreedTensorError: [Tensor] expected a live tensor (return it from its scope, or keep() it) but received one of shape [1, 2] that was freed',
    () => freed().add(1),
  ],
  ['BackendError: [add] expected a tensor but received null', () => o(1).add(null as never)],
  ['BackendError: [add] expected a tensor but received string', () => o(1).add('x' as never)],
  [
    'ValueError: [Random] expected seed and stream as whole numbers from 0 to 4294967295 but received -1',
    () => new Random(-1),
  ],
  [
    'ValueError: [Random] expected seed and stream as whole numbers from 0 to 4294967295 but received 4294967296',
    () => new Random(1, 2 ** 32),
  ],
  ['ValueError: [Random] expected an index of at least 0 but received -1', () => new Random(1, 0, -1)],
  [
    'ValueError: [Random.seek] expected seed 1, stream 2 but received 1, 3',
    () => new Random(1, 2).seek({ seed: 1, stream: 3, index: 0 }),
  ],
  [
    'ValueError: [Random.seek] expected an index of at least 0 but received 0.5',
    () => new Random(1).seek({ seed: 1, stream: 0, index: 0.5 }),
  ],
  [
    'ValueError: [Random.bernoulli] expected a probability from 0 to 1 but received 1.5',
    () => new Random(1).bernoulli(1.5, [1]),
  ],
  [
    'ShapeError: [Random] expected lengths that are whole numbers of at least 0 but received [-1]',
    () => new Random(1).uniform([-1]),
  ],
  [
    'ValueError: [scope] expected a synchronous function but received a promise: read values outside the scope',
    () => scope(() => Promise.resolve(1)),
  ],
  ['ShapeError: [add] expected shapes that broadcast to one but received [2, 3] and [2]', () => o(2, 3).add(o(2))],
  ['DTypeError: [checkGradient] expected float64 but received float32', () => checkGradient((x) => x, [ones([1])])],
  [
    'ValueError: [Random.seek] expected seed 1, stream 2 but received 3, 2',
    () => new Random(1, 2).seek({ seed: 3, stream: 2, index: 0 }),
  ],
];

test.each(refusals)('%s', async (words, call) => {
  expect(await wordsOf(call)).toBe(words);
});
