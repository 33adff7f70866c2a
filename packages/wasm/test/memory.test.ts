import { describe, expect, test } from '@jest/globals';
import { ones, Random, scope, zeros } from '@spikegrad/core';
import { OutOfMemoryError, wasm } from '../src/index.js';
import { Machine } from '../src/machine.js';
import { Pool } from '../src/pool.js';

describe('WebAssembly memory', () => {
  test('does not grow once every size has been seen: 1,000 rounds of one computation', () => {
    const backend = wasm();
    const round = (): void =>
      scope(() => {
        const x = ones([33, 17], { backend, requiresGrad: true });
        x.mul(x).matmul(x.transpose()).sum().backward();
      });
    round();
    const before = backend.memory();
    for (let i = 0; i < 1000; i++) round();
    expect(backend.memory()).toEqual(before);
    expect(before.tensors).toBe(0);
  });

  test('that a block leaves is given to the next of its size, and to no other', () => {
    const pool = new Pool(new WebAssembly.Memory({ initial: 1, maximum: 4 }), 0, 4);
    const first = pool.allocate(100);
    pool.release(first);
    expect(pool.allocate(1000).pointer).not.toBe(first.pointer);
    expect(pool.allocate(100).pointer).toBe(first.pointer);
  });

  test('that would be too much is a typed error with sizes, and nothing is lost', async () => {
    const backend = wasm();
    const x = new Random(1).normal([4], { backend });
    const values = x.dataSync();
    expect(() => zeros([70_000, 70_000], { backend })).toThrow(OutOfMemoryError);
    expect(() => zeros([70_000, 70_000], { backend })).toThrow(/19600000\d+ bytes more.*1 live tensors/);
    expect(await x.add(0).data()).toEqual(values);
  });

  test('of scratch is given back when a kernel throws', () => {
    const machine = new Machine(1);
    const before = machine.pool.report().tensors;
    expect(() =>
      machine.withScratch([8], () => {
        throw new Error('stopped');
      }),
    ).toThrow('stopped');
    expect(machine.pool.report().tensors).toBe(before);
  });
});
