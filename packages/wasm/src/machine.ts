import { BackendError, sizeOf, type Operand, type Program, type Shape } from '@spikegrad/core';
import { compileProgram } from './compile.js';
import { Crew, crewBytes, type Job, type Run } from './crew.js';
import { kernelBytes } from './generated/kernelBytes.js';
import { createMemory, Pool, type Block } from './pool.js';
import { laneBytes } from './sizes.js';
import { Waiting } from './waiting.js';

/** Words that one call may be described with. */
const wordBytes = 16384;

/** Jobs below so many elementary operations are done by one thread: handing them out would take longer. */
const worthSharing = 30_000;

/** Bytes that may be kept beside tensors in all. */
const mostKept = 128 * 2 ** 20;

type Part = Omit<Job, 'items'>;

export interface MachineOptions {
  /** Whether Winograd's way is left out. @defaultValue `false` */
  readonly exact?: boolean;
  /** Whether events are left where they are and every convolution is dense: what they gain is measured against it. @defaultValue `false` */
  readonly dense?: boolean;
  /** Elementary operations from which on a job is shared. */
  readonly sharedFrom?: number;
}

/** The kernels of `assembly/` over one memory: what the other files of this folder are written against. */
export class Machine {
  readonly pool: Pool;
  readonly threads: number;
  /** Where each thread's addresses stand while it walks runs. */
  readonly lanes: number;
  private readonly crew: Crew | null;
  private readonly exports: WebAssembly.Exports;
  private readonly names: ReadonlyMap<string, number>;
  /** Where the description of the current call stands. */
  private readonly described: number;
  private readonly programs = new WeakMap<Program, Map<string, Part>>();
  private programCount = 0;
  /** What was made of tensors and is kept beside them, by name. */
  private readonly beside = new Map<Block, Map<string, Block>>();
  private keptBytes = 0;

  /** Whether Winograd's way is left out. */
  readonly exact: boolean;
  /** Whether no convolution looks for events. */
  readonly dense: boolean;
  private readonly sharedFrom: number;

  constructor(threads: number, { exact = false, dense = false, sharedFrom = worthSharing }: MachineOptions = {}) {
    this.exact = exact;
    this.dense = dense;
    this.sharedFrom = sharedFrom;
    const shared = threads > 1;
    const { memory, maximum } = createMemory(shared);
    const module = new WebAssembly.Module(kernelBytes(shared));
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: refuse } });
    this.exports = exports;
    this.names = new Map(Object.keys(exports).map((name, i) => [name, i]));
    this.threads = threads;
    const base = Math.ceil((exports['heapBase'] as WebAssembly.Global<'i32'>).value / 64) * 64;
    this.described = base + crewBytes;
    this.lanes = this.described + wordBytes;
    this.pool = new Pool(memory, this.lanes + threads * laneBytes, maximum);
    this.crew = shared ? new Crew(memory, module, base, threads) : null;
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

  /**
   * What is made of a tensor once and stays as long as the tensor does, such as weights in another order. Tensors of other shapes may be the same
   * block, so the name has all that it depends on. @returns it, or null where too much is kept
   * already
   */
  keptBeside(tensor: Block, name: string, floats: number, make: (pointer: number) => void): Block | null {
    const beside = this.beside.get(tensor) ?? new Map<string, Block>();
    const known = beside.get(name);
    if (known) return known;
    if (this.keptBytes + 4 * floats > mostKept) return null;
    const block = this.pool.allocateAside(4 * floats);
    this.keptBytes += block.bytes;
    this.beside.set(tensor, beside.set(name, block));
    make(block.pointer);
    return block;
  }

  /** What is kept beside a tensor under a name, or null. */
  foundBeside(tensor: Block, name: string): Block | null {
    return this.beside.get(tensor)?.get(name) ?? null;
  }

  /** A tensor is gone, and what was made of it. */
  free(tensor: Block): void {
    for (const block of this.beside.get(tensor)?.values() ?? []) {
      this.keptBytes -= block.bytes;
      this.pool.drop(block);
    }
    this.beside.delete(tensor);
    this.pool.leave();
    if (tensor instanceof Waiting) tensor.drop();
    else this.pool.drop(tensor);
  }

  /** Ends the threads. Nothing may be computed afterwards. */
  end(): void {
    this.crew?.end();
  }

  copy(to: number, from: number, bytes: number): void {
    new Uint8Array(this.pool.memory.buffer).copyWithin(to, from, from + bytes);
  }

  /** Whole numbers that kernels left in memory. */
  words(pointer: number, count: number): Int32Array {
    return new Int32Array(this.pool.memory.buffer, pointer, count);
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

  /**
   * Runs a kernel of `assembly/` on what `words` describe. @param work elementary operations of the whole call, about: small calls are not
   * shared
   */
  run(name: string, words: readonly number[], items: number, work: number): void {
    this.perform({ kernel: this.names.get(name)!, run: this.exports[name] as Run }, words, items, work);
  }

  /** The same for a compiled program. */
  runProgram(program: Part, words: readonly number[], items: number, work: number): void {
    this.perform(program, words, items, work);
  }

  /** The compiled form of a program for inputs of which those at the places in `still` do not move along a run. */
  programOf(program: Program, still: readonly number[]): Part {
    const forms = this.programs.get(program) ?? new Map<string, Part>();
    this.programs.set(program, forms);
    const name = still.join();
    const known = forms.get(name);
    if (known) return known;
    const { memory, maximum } = this.pool;
    const bytes = compileProgram(program, new Set(still), { shared: this.crew !== null, maximum });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory },
      kernels: this.exports,
    });
    const part = {
      kernel: this.names.size + this.programCount++,
      run: exports['run'] as Run,
      program: this.crew ? this.pool.keep(bytes) : undefined,
    };
    forms.set(name, part);
    return part;
  }

  private perform(part: Part, words: readonly number[], items: number, work: number): void {
    if (items === 0) return;
    if (4 * words.length > wordBytes)
      throw new BackendError('wasm', `at most ${wordBytes / 4} words to describe a call`, String(words.length));
    new Int32Array(this.pool.memory.buffer, this.described, words.length).set(words);
    if (this.crew && items > 1 && work >= this.sharedFrom) this.crew.share({ ...part, items }, this.described);
    else part.run(this.described, 0, items, 0);
  }
}

/** The address of a tensor. */
export const at = ({ handle }: Operand): number => (handle as Block).pointer;

function refuse(): never {
  throw new Error('the kernels stopped themselves');
}
