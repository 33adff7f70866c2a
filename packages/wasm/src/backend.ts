import { DisposedBackendError, type Backend, type Data, type DType, type Handle } from '@spikegrad/core';
import { kernelsOf } from './kernels.js';
import type { Machine } from './machine.js';
import type { Block } from './pool.js';

/** A backend in WebAssembly. */
export interface WasmBackend extends Backend {
  /** Threads that share the work. */
  readonly threads: number;
  /** Why there is only one thread though more were wanted; null otherwise. */
  readonly singleThreaded: string | null;
  dispose(): void;
}

/** A machine as the rest of the house sees it. */
export function backendOver(given: Machine, singleThreaded: string | null = null): WasmBackend {
  let machine: Machine | null = given; // nobody else holds it, so that its memory goes with `dispose`
  const live = (): Machine => {
    if (machine) return machine;
    throw new DisposedBackendError('wasm', 'a backend that is not disposed', 'one that is');
  };
  const { threads } = given;
  const view = (handle: Handle, size: number): Float32Array => {
    const { pointer } = handle as Block; // asked for first: a gradient that waits may make memory grow
    return new Float32Array(live().pool.memory.buffer, pointer, size);
  };
  const copy = (handle: Handle, size: number): Data => {
    live(); // before a gradient that waits is computed
    return view(handle, size).slice();
  };
  return {
    name: 'wasm',
    threads,
    singleThreaded,
    dtypes: ['float32'],
    kernels: kernelsOf(live),
    write: (data: Data, _dtype: DType) => {
      const block = live().pool.allocate(4 * data.length);
      view(block, data.length).set(data);
      return block;
    },
    read: async (handle, _dtype, size) => copy(handle, size),
    readSync: (handle, _dtype, size) => copy(handle, size),
    free: (handle) => machine?.free(handle as Block),
    memory: () => machine?.pool.report() ?? { tensors: 0, bytes: 0, peakBytes: 0 },
    resetPeak: () => machine?.pool.resetPeak(),
    dispose: () => {
      machine?.end();
      machine = null;
    },
  };
}
