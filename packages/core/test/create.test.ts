import { describe, expect, test } from '@jest/globals';
import {
  arange,
  cpu,
  defaultBackend,
  DTypeError,
  eye,
  fromData,
  full,
  linspace,
  memory,
  ones,
  ShapeError,
  tensor,
  use,
  ValueError,
  zeros,
} from '@spikegrad/core';
import type { Nested, Shape } from '@spikegrad/core';
import { read } from './read.js';

describe('tensor', () => {
  test.each<[Nested, Shape]>([
    [5, []],
    [[], [0]],
    [
      [[], []],
      [2, 0],
    ],
    [[[[1], [2]]], [1, 2, 1]],
  ])('%j has shape %j', (values, shape) => {
    expect(tensor(values).shape).toEqual(shape);
  });

  test.each<{ values: Nested }>([
    { values: [[1, 2], [3]] },
    { values: [1, [2]] },
    { values: [[1], 2] },
    { values: [[1], [[2]]] },
    { values: [[], [1]] },
  ])('fails for ragged $values', ({ values }) => {
    expect(() => tensor(values)).toThrow(ShapeError);
  });

  test.each<[unknown, string]>([
    [['a'], "'a'"],
    [[1, null], 'object'],
    [undefined, 'undefined'],
  ])('fails for %j, which is not a number', (values, received) => {
    expect(() => tensor(values as Nested)).toThrow(ValueError);
    expect(() => tensor(values as Nested)).toThrow(
      `[tensor] expected numbers in nested arrays but received ${received}`,
    );
  });

  test('is float32 by default', () => {
    expect(tensor(0.1).dtype).toBe('float32');
    expect(read(tensor(0.1))).toEqual([Math.fround(0.1)]);
    expect(read(tensor(0.1, { dtype: 'float64' }))).toEqual([0.1]);
  });
});

describe('fromData', () => {
  test('copies, whatever the array', () => {
    const data = new Float32Array([1, 2]);
    const shape = [2];
    const x = fromData(data, shape);
    data[0] = 9;
    shape[0] = 9;
    expect([read(x), x.shape]).toEqual([[1, 2], [2]]);
    expect(read(fromData(Uint8Array.of(255), [1]))).toEqual([255]);
    expect(read(fromData(new Float64Array([1e-300]), [1], { dtype: 'float64' }))).toEqual([1e-300]);
  });

  test.each<{ shape: Shape }>([
    { shape: [3] },
    { shape: [-1, -2] },
    { shape: [0.5, 4] },
    { shape: [NaN] },
    { shape: [Infinity] },
  ])('fails for two values for shape $shape', ({ shape }) => {
    expect(() => fromData([1, 2], shape)).toThrow(ShapeError);
  });
});

describe('full, zeros, ones and arange', () => {
  test('have their values', () => {
    expect([full([2], 0.5), zeros([1]), ones([2]), arange(3), full([], 7), zeros([0, 2])].map(read)).toEqual([
      [0.5, 0.5],
      [0],
      [1, 1],
      [0, 1, 2],
      [7],
      [],
    ]);
  });

  test('fail for negative lengths', () => {
    expect(() => zeros([-1])).toThrow(ShapeError);
  });
});

describe('the default backend', () => {
  test('gets new tensors, until another is chosen', async () => {
    const before = defaultBackend();
    const mine = await use(Promise.resolve(cpu()));
    expect(defaultBackend()).toBe(mine);
    expect(ones([3]).backend).toBe(mine);
    expect(memory()).toMatchObject({ tensors: 1, bytes: 12 });
    await use(before);
  });

  test('may lack float64: then every way to make a float64 tensor fails', async () => {
    const narrow = { ...cpu(), name: 'narrow', dtypes: ['float32'] as const };
    const options = { backend: narrow, dtype: 'float64' } as const;
    expect(() => zeros([1], options)).toThrow(DTypeError);
    expect(() => zeros([1], options)).toThrow('[narrow] expected float32 but received float64');
    expect(() => tensor([1], options)).toThrow(DTypeError);
    await expect(tensor([1], { dtype: 'float64' }).to(narrow)).rejects.toThrow(DTypeError);
  });
});

describe('typed arrays', () => {
  test('are rows like any other', () => {
    const x = tensor(new Float32Array([1, 2]));
    expect([x.shape, read(x)]).toEqual([[2], [1, 2]]);
    const nested = tensor([new Uint8Array([1, 2]), Float64Array.of(0.5, 4), [5, 6]], { dtype: 'float64' });
    expect([nested.shape, read(nested)]).toEqual([[3, 2], [1, 2, 0.5, 4, 5, 6]]); // prettier-ignore
    expect(() => tensor([new Uint8Array(2), [1]])).toThrow(ShapeError);
  });

  test.each([new Set([1]), new DataView(new ArrayBuffer(4)), new BigInt64Array(1)])(
    'but %p fails, with the advice to use fromData',
    (values) => {
      expect(() => tensor(values as never)).toThrow(ValueError);
      expect(() => tensor(new Set() as never)).toThrow('fromData');
    },
  );
});

describe('linspace and eye', () => {
  test('linspace includes both ends exactly', () => {
    expect(read(linspace(0, 1, 5))).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(read(linspace(3, -0.1, 4, { dtype: 'float64' })).at(-1)).toBe(-0.1);
    expect(read(linspace(2, 9, 1))).toEqual([2]);
    expect(read(linspace(2, 9, 0))).toEqual([]);
  });

  test('eye is the identity', () => {
    expect(read(eye(3))).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect(eye(2).shape).toEqual([2, 2]);
  });

  test.each([-1, 0.5])('both fail for a length of %p', (length) => {
    expect(() => linspace(0, 1, length)).toThrow(ShapeError);
    expect(() => eye(length)).toThrow(ShapeError);
  });
});
