import { availableParallelism } from 'node:os';
import { checkNoOthers, ValueError } from '@spikegrad/core';
import type { WasmBackend, WasmOptions } from '@spikegrad/wasm';
import { createBackend } from '@spikegrad/wasm/kernels';
import { findKernels } from './addon.js';
import type { InstructionSet } from './instructions.js';

/** Options of a native backend. */
export interface NativeOptions extends WasmOptions {
  /**
   * The instruction set of the kernels. @defaultValue that of the variable `SPIKEGRAD_NATIVE`, or the best that the
   * processor has
   */
  readonly instructions?: InstructionSet;
}

/** The WebAssembly backend with native kernels. */
export interface NativeBackend extends WasmBackend {
  /** The instruction set of its kernels. */
  readonly instructions: InstructionSet;
}

/**
 * A backend in float32: memory, threads and short formulas are those of `wasm()`, and long computations have native
 * kernels. Results have the same bits for any number of threads and any instruction set. In their last bits they differ
 * from those of `wasm()`.
 *
 * @example
 * await use(native());
 *
 * @throws NativeError, ValueError, OutOfMemoryError
 */
export function native({ threads, exact = false, instructions, ...others }: NativeOptions = {}): NativeBackend {
  checkNoOthers('native', others);
  if (threads !== undefined && (!Number.isInteger(threads) || threads < 1 || threads > 64))
    throw new ValueError('native', 'threads to be a whole number from 1 to 64', String(threads));
  const found = findKernels(instructions ?? (process.env['SPIKEGRAD_NATIVE'] || undefined));
  const backend = createBackend(threads ?? Math.min(availableParallelism(), 16), { exact, kernels: found.set });
  return Object.defineProperty(backend, 'instructions', {
    value: found.instructions,
    enumerable: true,
  }) as NativeBackend;
}
