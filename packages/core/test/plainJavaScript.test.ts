import { describe, expect, test } from '@jest/globals';
import {
  arange,
  BackendError,
  cpu,
  fromData,
  full,
  ones,
  OutOfMemoryError,
  ShapeError,
  tensor,
  use,
  ValueError,
  zeros,
  type Backend,
} from '../src/index.js';
import { formatValue } from '../src/formatValue.js';

/** What a compiler would have refused. */
const wrong = (value: unknown): never => value as never;

describe('a program that no compiler has checked is told what was needed:', () => {
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
    ['arange', () => arange(2.5), '[arange] expected whole lengths of at least 0 but received [2.5]'],
    ['arange', () => arange(-1), '[arange] expected whole lengths of at least 0 but received [-1]'],
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

  test('a backend', async () => {
    const expected = 'a backend such as cpu(), wasm() or await gpu()';
    for (const [given, received] of [
      [{}, 'an object'],
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

describe('a tensor that has no room', () => {
  test.each([[[1e15]], [[2 ** 31]], [[70_000, 70_000]]])('is refused at once by the reference too: %j', (shape) => {
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
  [new Uint8Array(1), 'a Uint8Array'],
  [Symbol('s'), 'Symbol(s)'],
  [test, 'a function'],
])('%p is called %s', (value, name) => {
  expect(formatValue(value)).toBe(name);
});
