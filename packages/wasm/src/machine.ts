import { sizeOf, type Operand, type Program, type Shape } from '@spikegrad/core';
import { called, compileProgram } from './compile.js';
import { kernelBytes } from './generated/kernelBytes.js';
import { Pool, type Block } from './pool.js';

/** The kernels of `assembly/`, called with addresses and sizes. */
export type Exports = Readonly<Record<string, (...values: readonly number[]) => void>>;

type Run = (words: number, count: number) => void;

/** Words that one call may be described with. */
const wordBytes = 4096;

/** A WebAssembly instance with its memory: what the kernels of this folder are written against. */
export class Machine {
  readonly exports: Exports;
  readonly pool: Pool;
  /** Where the description of the current call stands. */
  readonly words: number;
  private readonly compiled = new WeakMap<Program, Map<number, Run>>();

  constructor() {
    const memory = new WebAssembly.Memory({ initial: 16, maximum: 65536 });
    const module = new WebAssembly.Module(kernelBytes());
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: refuse } });
    this.exports = exports as Exports;
    this.words = (exports['heapBase'] as WebAssembly.Global<'i32'>).value;
    this.pool = new Pool(memory, this.words + wordBytes);
  }

  /** Writes whole numbers where the current call is described. @returns their address */
  describe(values: readonly number[], offset = 0): number {
    new Int32Array(this.pool.memory.buffer, this.words + 4 * offset, values.length).set(values);
    return this.words + 4 * offset;
  }

  describeFloats(values: readonly number[], offset: number): void {
    new Float32Array(this.pool.memory.buffer, this.words + 4 * offset, values.length).set(values);
  }

  allocate(shape: Shape): Block {
    return this.pool.allocate(4 * sizeOf(shape));
  }

  /** Memory that may hold what others left, set to 0. */
  zeros(shape: Shape): Block {
    const block = this.allocate(shape);
    new Uint8Array(this.pool.memory.buffer, block.pointer, block.bytes).fill(0);
    return block;
  }

  /** Runs `body` with scratch memory of so many floats each. */
  withScratch<R>(sizes: readonly number[], body: (...pointers: readonly number[]) => R): R {
    const blocks = sizes.map((size) => this.pool.allocate(4 * size));
    try {
      return body(...blocks.map(({ pointer }) => pointer));
    } finally {
      for (const block of blocks) this.pool.release(block);
    }
  }

  /** The compiled form of a program for inputs of which those in `still` do not move along a run. */
  runOf(program: Program, still: number): Run {
    const forms = this.compiled.get(program) ?? new Map<number, Run>();
    this.compiled.set(program, forms);
    const known = forms.get(still);
    if (known) return known;
    const kernels = Object.fromEntries(called.map((name) => [name, this.exports[name]!]));
    const module = new WebAssembly.Module(compileProgram(program, still, false));
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.pool.memory }, kernels });
    const run = exports['run'] as Run;
    forms.set(still, run);
    return run;
  }
}

/** The address of a tensor. */
export const at = ({ handle }: Operand): number => (handle as Block).pointer;

function refuse(): never {
  throw new Error('the kernels stopped themselves');
}
