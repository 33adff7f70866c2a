import { disposable, type Backend, type Data, type DType, type Handle } from '@spikegrad/core';
import { kernelsOf } from './contract.js';
import { Machine, type MachineOptions } from './machine/machine.js';
import type { Block } from './memory/allocator.js';
import { settledBlock, type Deferred } from './memory/deferred.js';

/** A backend in WebAssembly. */
export interface WasmBackend extends Backend {
  /** Threads that share the work. */
  readonly threads: number;
  /** The reason for a single thread, if more were requested; else null. */
  readonly singleThreaded: string | null;
}

/** The backend of a machine. */
export function backendOver(machine: Machine, singleThreaded: string | null = null): WasmBackend {
  const { allocator, threads } = machine;
  const view = (handle: Handle, size: number): Float32Array => {
    const { pointer } = settledBlock(handle); // first, since memory may grow
    return new Float32Array(allocator.memory.buffer, pointer, size);
  };
  return disposable({
    name: machine.name,
    threads,
    singleThreaded,
    dtypes: ['float32'],
    kernels: kernelsOf(machine),
    write: (data: Data, _dtype: DType) => {
      const block = allocator.allocate(4 * data.length);
      view(block, data.length).set(data);
      return block;
    },
    read: async (handle, _dtype, size) => view(handle, size).slice(),
    readSync: (handle, _dtype, size) => view(handle, size).slice(),
    observeDeferred: (observer) => void (machine.observer = observer),
    free: (handle) => machine.free(handle as Block | Deferred),
    memory: () => allocator.report(),
    resetPeak: () => allocator.resetPeak(),
    dispose: () => machine.end(),
  });
}

/** A backend with a number of threads. Most programs use `wasm()`, which chooses the number. @throws KernelSetError, OutOfMemoryError */
export const createBackend = (threads: number, options: MachineOptions = {}): WasmBackend =>
  backendOver(new Machine(threads, options));
