import type { Backend, Data, DType, Handle, Kernels } from '@spikegrad/core';
import { kernelsOf } from './kernels.js';
import { Machine } from './machine.js';
import type { Block } from './pool.js';

/**
 * The whole contract in SIMD WebAssembly, float32, on one thread.
 *
 * @example
 * await use(wasm());
 */
export function wasm(): Backend {
  const machine = new Machine();
  const { pool } = machine;
  const view = (handle: Handle, size: number): Float32Array<ArrayBuffer> =>
    new Float32Array(pool.memory.buffer as ArrayBuffer, (handle as Block).pointer, size);
  const copy = (handle: Handle, size: number): Data => view(handle, size).slice();
  return {
    name: 'wasm',
    dtypes: ['float32'],
    kernels: kernelsOf(machine) as unknown as Kernels,
    write: (data: Data, _dtype: DType) => {
      const block = pool.allocate(4 * data.length);
      view(block, data.length).set(data);
      return block;
    },
    read: (handle, _dtype, size) => Promise.resolve(copy(handle, size)),
    readSync: (handle, _dtype, size) => copy(handle, size),
    free: (handle) => pool.release(handle as Block),
    memory: () => pool.report(),
    resetPeak: () => pool.resetPeak(),
  };
}
