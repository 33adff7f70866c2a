import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { cpu, meta, ones, tensor, zeros } from '@spikegrad/core';
import fc from 'fast-check';

describe('a tensor is shown with shape, dtype, backend and values', () => {
  const x = tensor([[1, -0.5], [0.1, 3]]); // prettier-ignore
  const text = 'Tensor [2, 2] float32 on cpu: [[1, -0.5], [0.1, 3]]';

  test('as text, by console.log, alone and inside an object, and by fast-check', () => {
    expect([String(x), inspect(x), fc.stringify(x)]).toEqual([text, text, text]);
    expect(inspect({ x })).toContain(text);
    expect(() => fc.assert(fc.property(fc.constant(x), () => false))).toThrow(text);
  });

  test('a scalar, nothing, and the ends of long axes', () => {
    expect(String(tensor(7))).toBe('Tensor [] float32 on cpu: 7');
    expect(String(zeros([0, 2]))).toBe('Tensor [0, 2] float32 on cpu: []');
    expect(String(ones([1e6]))).toBe('Tensor [1000000] float32 on cpu: [1, 1, 1, …, 1, 1, 1]');
  });

  test('the text says if values cannot be read at once', async () => {
    const { readSync: _, ...remote } = cpu();
    expect(String(ones([1], { backend: { ...remote, name: 'remote' } }))).toBe(
      'Tensor [1] float32 on remote: values are on the device, read them with await data()',
    );
    expect(inspect(ones([1], { backend: meta() }))).toContain('shapes only, no values');
    const failing = { ...cpu(), readSync: () => { throw new Error('lost'); } }; // prettier-ignore
    expect(String(ones([1], { backend: failing }))).toContain('values cannot be read (Error: lost)');
  });
});
