import { checkNoOthers, ValueError } from '@spikegrad/core';
import { backendOver, type WasmBackend } from './backend.js';
import { processors, threadsRefused } from './threads/host.js';
import { Machine } from './machine/machine.js';

/** How a WebAssembly backend is made. */
export interface WasmOptions {
  /** Threads that share the work, the caller's included; 1 … 64. @defaultValue as many as the machine runs at once, 16 at most */
  readonly threads?: number;
  /**
   * Whether dense 3 × 3 convolutions are computed term by term, with errors below 1e-6 of the largest entry, where Winograd's way stays below 2e-5
   * in a quarter of the multiplications. @defaultValue `false`
   */
  readonly exact?: boolean;
}

/**
 * The whole contract in SIMD WebAssembly, float32. Results do not depend on the number of threads, to the bit. Where threads cannot share
 * memory there is one, and `singleThreaded` says why.
 *
 * @example
 * await use(wasm());
 *
 * @throws ValueError, OutOfMemoryError
 */
export function wasm({ threads, exact = false, ...others }: WasmOptions = {}): WasmBackend {
  checkNoOthers('wasm', others);
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1 || threads > 64))
    throw new ValueError('wasm', 'threads to be a whole number from 1 to 64', String(threads));
  const wanted = threads ?? Math.min(processors(), 16);
  const singleThreaded = wanted > 1 ? threadsRefused() : null;
  return backendOver(new Machine(singleThreaded === null ? wanted : 1, { exact }), singleThreaded);
}
