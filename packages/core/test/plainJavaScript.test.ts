import { describe, expect, test } from '@jest/globals';
import {
  arange,
  avgPool2d,
  BackendError,
  checkPlacement,
  conv2d,
  cpu,
  fromData,
  full,
  linear,
  matmul,
  maxPool2d,
  ones,
  OutOfMemoryError,
  Random,
  ShapeError,
  tensor,
  use,
  ValueError,
  zeros,
  type Backend,
} from '../src/index.js';
import { checkGradient } from '../src/testing/checkGradient.js';
import { formatValue } from '../src/formatValue.js';

/** A call that the compiler rejects. */
const wrong = (value: unknown): never => value as never;

describe('in plain JavaScript, an error says what was expected:', () => {
  test.each([
    ['zeros', () => zeros(wrong(3)), '[zeros] expected a shape, a list of lengths such as [2, 3] but received 3'],
    [
      'ones',
      () => ones(wrong('2, 3')),
      "[ones] expected a shape, a list of lengths such as [2, 3] but received '2, 3'",
    ],
    [
      'full',
      () => full(wrong(undefined), 1),
      '[full] expected a shape, a list of lengths such as [2, 3] but received undefined',
    ],
    ['arange', () => arange(2.5), '[arange] expected lengths that are whole numbers of at least 0 but received [2.5]'],
    ['arange', () => arange(-1), '[arange] expected lengths that are whole numbers of at least 0 but received [-1]'],
    [
      'fromData',
      () => fromData([1], wrong(1)),
      '[fromData] expected a shape, a list of lengths such as [2, 3] but received 1',
    ],
  ])('a shape for %s', (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  test.each([
    ['tensor', () => tensor([1], wrong(null)), '[tensor] expected an object of options but received null'],
    ['zeros', () => zeros([1], wrong('float64')), "[zeros] expected an object of options but received 'float64'"],
    ['fromData', () => fromData([1], [1], wrong(1)), '[fromData] expected an object of options but received 1'],
    ['fromData', () => fromData(wrong(null), [1]), '[fromData] expected values that have a length but received null'],
  ])('options and values for %s', (_, call, message) => {
    expect(call).toThrow(ValueError);
    expect(call).toThrow(message);
  });

  const x = tensor([[1, 2]]);
  const image = ones([1, 1, 4, 4]);
  const typo = wrong({ reqiresGrad: true, dtipe: 'float64' });
  test.each([
    ['tensor', () => tensor([1], typo)],
    ['fromData', () => fromData([1], [1], typo)],
    ['zeros', () => zeros([1], typo)],
    ['Random.uniform', () => new Random(1).uniform([1], typo)],
    ['Random.normal', () => new Random(1).normal([1], typo)],
    ['Random.bernoulli', () => new Random(1).bernoulli(0.5, [1], typo)],
    ['conv2d', () => conv2d(image, image, null, typo)],
    ['linear', () => linear(x, x, null, typo)],
    ['matmul', () => matmul(x, x, typo)],
    ['avgPool2d', () => avgPool2d(image, 2, typo)],
    ['maxPool2d', () => maxPool2d(image, 2, typo)],
    ['sum', () => x.sum(0, typo)],
    ['mean', () => x.mean(0, typo)],
    ['variance', () => x.variance(0, typo)],
    ['max', () => x.max(0, typo)],
    ['backward', () => ones([1], { requiresGrad: true }).mul(2).backward(typo)],
    ['checkGradient', () => checkGradient((y) => y, [], typo)],
    ['a module', () => checkPlacement('a module', typo)],
  ])('a misspelt option of %s', (name, call) => {
    expect(call).toThrow(new ValueError(name, 'known options', "'reqiresGrad', 'dtipe'"));
  });

  test('a backend', async () => {
    const expected = 'a backend such as cpu(), wasm() or await gpu()';
    for (const [given, received] of [
      [{}, 'an object'],
      [{ dtypes: ['float32'] }, 'an object'],
      [{ dtypes: ['float32'], kernels: {} }, 'an object'],
      [undefined, 'undefined'],
      ['wasm', "'wasm'"],
      [cpu, 'a function'],
    ] as const)
      await expect(use(wrong(given))).rejects.toThrow(new BackendError('use', expected, received));
    const promise = Promise.resolve(cpu());
    const options = { backend: promise as unknown as Backend };
    expect(() => zeros([1], options)).toThrow(`[backend] expected ${expected} but received a Promise of one`);
    expect(await zeros([1]).data()).toEqual(Float32Array.of(0)); // the default is the one before
  });
});

describe('a tensor that does not fit into memory', () => {
  test.each([[[1e15]], [[2 ** 31]], [[70_000, 70_000]]])('fails at once on the reference too: %j', (shape) => {
    const backend = cpu();
    expect(() => zeros(shape, { backend })).toThrow(OutOfMemoryError);
    expect(() => zeros(shape, { backend })).toThrow(/^\[cpu\] expected room for \d+ bytes more \(free what a step/);
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 0 });
  });
});

test.each([
  ['x', "'x'"],
  [Number.NaN, 'NaN'],
  [null, 'null'],
  [[1], 'an array'],
  [{}, 'an object'],
  [Object.create(null), 'an object'],
  [new Map(), 'a Map'],
  [
    new (class {
      readonly x = 1;
    })(),
    'an object',
  ],
  [new Uint8Array(1), 'a Uint8Array'],
  [Symbol('s'), 'Symbol(s)'],
  [test, 'a function'],
])('%p is called %s', (value, name) => {
  expect(formatValue(value)).toBe(name);
});
