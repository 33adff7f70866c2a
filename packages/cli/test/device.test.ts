import { afterAll, describe, expect, test } from '@jest/globals';
import { cpu, defaultBackend, use } from '@spikegrad/core';
import { takeDevice } from '../src/build/device.js';

afterAll(() => use(cpu()));

describe('a device', () => {
  test('is taken for all tensors to come, after its self-test', async () => {
    expect(await takeDevice('cpu')).toEqual([{ device: 'cpu', refusal: null, detail: null }]);
    expect(defaultBackend().name).toBe('cpu');
  });

  test('auto is the first of wasm and cpu that passes', async () => {
    const rungs = await takeDevice('auto', { threads: 2 });
    expect(rungs).toEqual([{ device: 'wasm', refusal: null, detail: '2 threads' }]);
    expect(defaultBackend().name).toBe('wasm');
  });

  test('that cannot start is refused with its reason, and the next is tried', async () => {
    const memory = WebAssembly.Memory;
    WebAssembly.Memory = function refuse() {
      throw new Error('no WebAssembly here');
    } as unknown as typeof memory;
    try {
      const rungs = await takeDevice('auto');
      expect(rungs).toEqual([
        { device: 'wasm', refusal: expect.stringContaining('no WebAssembly here'), detail: null },
        { device: 'cpu', refusal: null, detail: null },
      ]);
      await expect(takeDevice('wasm')).rejects.toThrow(/\[device\] expected one of wasm .*no WebAssembly here/);
    } finally {
      WebAssembly.Memory = memory;
    }
  });
});
