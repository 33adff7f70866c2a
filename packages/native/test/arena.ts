import { createRequire } from 'node:module';
import type { KernelName, KernelTable } from '@spikegrad/wasm/kernels';
import { findKernels } from '../src/addon.js';
import type { InstructionSet } from '../src/instructions.js';

export const gibibytes4 = 2 ** 32;

/** Kernels of a set over 4 GiB of shared memory, of which only what is written is ever real. */
export class Arena {
  readonly memory = new WebAssembly.Memory({ initial: 65536, maximum: 65536, shared: true });
  readonly kernels: Partial<KernelTable>;
  readonly module: string;

  constructor(set: InstructionSet) {
    this.module = findKernels(set).set.module;
    const { bind } = createRequire(import.meta.url)(this.module);
    this.kernels = bind(this.memory, {}, set);
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.memory.buffer, address, count);
  }

  /** Writes the words of a description. */
  describe(address: number, words: readonly number[]): void {
    new Uint32Array(this.memory.buffer, address, words.length).set(words.map((word) => word >>> 0));
  }

  run(name: KernelName, described: number, items: number): void {
    this.kernels[name]!(described, 0, items, 0);
  }
}
