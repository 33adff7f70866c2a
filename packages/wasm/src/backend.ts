import type { Backend, Data, DType, Handle } from '@spikegrad/core';
import { kernelsOf } from './kernels.js';
import type { Machine } from './machine.js';
import type { Block } from './pool.js';

/** A backend in WebAssembly. */
export interface WasmBackend extends Backend {
  /** Threads that share the work. */
  readonly threads: number;
  /** Why there is only one thread though more were wanted; null otherwise. */
  readonly singleThreaded: string | null;
}

/** A machine as the rest of the house sees it. */
export function backendOver(machine: Machine, singleThreaded: string | null = null): WasmBackend {
  const { pool } = machine;
  const view = (handle: Handle, size: number): Float32Array => {
    const { pointer } = handle as Block; // asked for first: a gradient that waits may make memory grow
    return new Float32Array(pool.memory.buffer, pointer, size);
  };
  const copy = (handle: Handle, size: number): Data => view(handle, size).slice();
  return {
    name: 'wasm',
    threads: machine.threads,
    singleThreaded,
    dtypes: ['float32'],
    kernels: kernelsOf(machine),
    write: (data: Data, _dtype: DType) => {
      const block = pool.allocate(4 * data.length);
      view(block, data.length).set(data);
      return block;
    },
    read: (handle, _dtype, size) => Promise.resolve(copy(handle, size)),
    readSync: (handle, _dtype, size) => copy(handle, size),
    free: (handle) => machine.free(handle as Block),
    memory: () => pool.report(),
    resetPeak: () => pool.resetPeak(),
  };
}
