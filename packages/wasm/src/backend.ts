import { disposable, type Backend, type Data, type DType, type Handle } from '@spikegrad/core';
import { kernelsOf } from './contract.js';
import { Machine, type MachineOptions } from './machine.js';
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
  const { pool, threads } = machine;
  const view = (handle: Handle, size: number): Float32Array => {
    const { pointer } = handle as Block; // asked for first: a gradient that waits may make memory grow
    return new Float32Array(pool.memory.buffer, pointer, size);
  };
  return disposable({
    name: machine.name,
    threads,
    singleThreaded,
    dtypes: ['float32'],
    kernels: kernelsOf(machine),
    write: (data: Data, _dtype: DType) => {
      const block = pool.allocate(4 * data.length);
      view(block, data.length).set(data);
      return block;
    },
    read: async (handle, _dtype, size) => view(handle, size).slice(),
    readSync: (handle, _dtype, size) => view(handle, size).slice(),
    free: (handle) => machine.free(handle as Block),
    memory: () => pool.report(),
    resetPeak: () => pool.resetPeak(),
    dispose: () => machine.end(),
  });
}

/** A backend of so many threads. `wasm()` chooses their number and is what most programs use. @throws KernelSetError, OutOfMemoryError */
export const createBackend = (threads: number, options: MachineOptions = {}): WasmBackend =>
  backendOver(new Machine(threads, options));
