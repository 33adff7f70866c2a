import { describe, expect, test } from '@jest/globals';
import {
  BackendError,
  concat,
  conv2d,
  cpu,
  flatten,
  linear,
  matmul,
  meta,
  ones,
  reshape,
  ShapeError,
  SpikegradError,
  tensor,
  version,
  type Tensor,
} from '@spikegrad/core';
import { read } from './read.js';

const there = (): Tensor => ones([2, 2], { backend: cpu() });

describe('tensors of two backends', () => {
  test.each<[string, () => unknown]>([
    ['add', () => there().add(there())],
    ['matmul', () => matmul(there(), there())],
    ['concat', () => concat([there(), there()])],
  ])('do not mix in %s', (name, call) => {
    expect(call).toThrow(BackendError);
    expect(call).toThrow(`[${name}] expected operands on one backend (cpu)`);
  });

  test('mix after to(), which keeps values and dtype and drops the graph', async () => {
    const backend = cpu();
    const x = tensor([[1, 2]], { requiresGrad: true, dtype: 'float64' });
    const moved = await x.mul(2).to(backend);
    expect(moved.backend).toBe(backend);
    expect([moved.dtype, moved.requiresGrad, read(moved)]).toEqual(['float64', false, [2, 4]]);
  });
});

describe('a value that is no tensor of this package', () => {
  test('but of another copy fails with an error that names both versions', () => {
    const foreign = { [Symbol.for('spikegrad.tensor')]: '9.9.9' } as unknown as Tensor;
    const mix = () => ones([1]).add(foreign);
    expect(mix).toThrow(BackendError);
    expect(mix).toThrow(
      `expected tensors of this @spikegrad/core (${version}) but received one of another copy (9.9.9)`,
    );
  });

  test.each([null, undefined, 'x', {}])('%p fails', (value) => {
    expect(() => ones([1]).add(value as unknown as Tensor)).toThrow(BackendError);
  });

  const list = [[1, 2]] as unknown as Tensor;
  test.each<[string, () => unknown]>([
    ['linear', () => linear(list, ones([2, 2]))],
    ['linear', () => linear(ones([2, 2]), list)],
    ['matmul', () => matmul(list, ones([2, 2]))],
    ['conv2d', () => conv2d(list, ones([1, 1, 1, 1]))],
    ['reshape', () => reshape(list, [2])],
    ['flatten', () => flatten(list)],
  ])('an array fails in %s', (who, call) => {
    expect(call).toThrow(BackendError);
    expect(call).toThrow(`[${who}] expected a tensor but received an array`);
  });
});

describe('reading', () => {
  test('at once fails if the host does not own the memory', () => {
    const { readSync: _, ...remote } = cpu();
    const x = ones([1], { backend: { ...remote, name: 'remote' } });
    expect(() => x.dataSync()).toThrow(
      '[dataSync] expected a backend on the host but received remote: use await data()',
    );
  });

  test('by item works for one element', async () => {
    await expect(tensor([[7]]).item()).resolves.toBe(7);
    await expect(tensor([7, 8]).item()).rejects.toThrow(ShapeError);
  });

  test('of shapes without values fails', async () => {
    await expect(ones([1], { backend: meta() }).data()).rejects.toThrow(BackendError);
  });
});

test('every error has who, expected and received, as fields and in its message', () => {
  const error = new ShapeError('matmul', '[m, k]', '[1, 2]');
  expect(error).toBeInstanceOf(SpikegradError);
  expect(error).toMatchObject({ name: 'ShapeError', who: 'matmul', expected: '[m, k]', received: '[1, 2]' });
  expect(error.message).toBe('[matmul] expected [m, k] but received [1, 2]');
});
