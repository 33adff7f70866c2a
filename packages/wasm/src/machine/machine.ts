import {
  BackendError,
  sizeOf,
  type DeferredObserver,
  type KernelCall,
  type Operand,
  type Program,
  type Shape,
} from '@spikegrad/core';
import { kernelBytes } from '../generated/kernelBytes.js';
import { bindKernels } from '../kernels/bindKernels.js';
import { crossoversOf, KernelSetError, sizesOf, type KernelSet } from '../kernels/kernelSet.js';
import { families, kernelNames, type KernelTable, type RequiredKernel } from '../kernels/names.js';
import { Programs, type RunnableProgram } from '../program/programs.js';
import { areaBytes } from '../kernels/constants.js';
import type { Crossovers, KernelSizes } from '../kernels/sizes.js';
import { Allocator, createMemory, type Block } from '../memory/allocator.js';
import { Cache } from '../memory/cache.js';
import { ThreadPool, type Job } from '../threads/threadPool.js';
import { poolBytes } from '../threads/words.js';
import { Deferred, settledBlock, type DeferredOwner } from '../memory/deferred.js';

/** Words that one call may be described with. */
const wordBytes = 16384;

type Part = Omit<Job, 'items'>;

export interface MachineOptions {
  /** Whether Winograd's way is left out. @defaultValue `false` */
  readonly exact?: boolean;
  /** Whether events are left where they are and every convolution is dense: what they gain is measured against it. @defaultValue `false` */
  readonly dense?: boolean;
  /** Elementary operations from which on a job is shared. @defaultValue that of the kernel set */
  readonly sharedFrom?: number;
  /** Kernels in place of the WebAssembly ones. @defaultValue none */
  readonly kernels?: KernelSet;
}

/** Kernels over one memory. The other files of this folder use it. */
export class Machine implements DeferredOwner {
  readonly allocator: Allocator;
  /** Cached values of tensors. */
  readonly cache: Cache;
  /** The name of the backend. */
  readonly name: string;
  /** Sizes and crossovers of the kernels that are bound. */
  readonly sizes: KernelSizes;
  readonly crossovers: Crossovers;
  readonly threads: number;
  /** The offset of each thread's addresses while it processes runs. */
  readonly areas: number;
  private readonly threadPool: ThreadPool | null;
  private readonly kernels: KernelTable;
  /** The address of the current call's description. */
  private readonly described: number;
  private readonly programs: Programs;
  /** Runs the computations of `computeDeferred`; null without an observer. */
  observer: DeferredObserver | null = null;

  /** Whether Winograd's way is left out. */
  readonly exact: boolean;
  /** Whether no convolution looks for events. */
  readonly dense: boolean;
  private readonly sharedFrom: number;

  constructor(threads: number, { exact = false, dense = false, sharedFrom, kernels: set }: MachineOptions = {}) {
    this.name = set?.name ?? 'wasm';
    this.exact = exact;
    this.dense = dense;
    // The base of a memory that is not shared may move when it grows. A kernel set may hold it.
    const shared = threads > 1 || set !== undefined;
    const { memory, maximum } = createMemory(shared);
    const module = new WebAssembly.Module(kernelBytes(shared));
    const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
    const refuse = (expected: string, received: string): never => {
      throw new KernelSetError(this.name, expected, received);
    };
    const kernels = bindKernels({ memory, exports, bind: set?.bind, settings: set?.settings, refuse });
    this.kernels = kernels;
    this.sizes = sizesOf(set, (family) => families[family].every((name) => kernels[name] !== exports[name]));
    this.crossovers = crossoversOf(set);
    this.sharedFrom = sharedFrom ?? this.crossovers.sharedFrom;
    this.threads = threads;
    const base = Math.ceil((exports['heapBase'] as WebAssembly.Global<'i32'>).value / 64) * 64;
    this.described = base + poolBytes;
    this.areas = this.described + wordBytes;
    this.allocator = new Allocator(memory, this.areas + threads * areaBytes, maximum);
    this.cache = new Cache(this.allocator);
    this.threadPool = threads > 1 ? new ThreadPool({ memory, module, base, threads, set }) : null;
    const { allocator } = this;
    const limits = { shared, maximum };
    this.programs = new Programs({ allocator, limits, kernels, exports, hasThreads: threads > 1 });
  }

  allocate(shape: Shape): Block {
    return this.allocator.allocate(4 * sizeOf(shape));
  }

  /** Sets memory to 0, which may have old values. */
  zeros(shape: Shape): Block {
    const block = this.allocate(shape);
    new Uint8Array(this.allocator.memory.buffer, block.pointer, block.bytes).fill(0);
    return block;
  }

  /** Frees a tensor and its cached values. */
  free(tensor: Block | Deferred): void {
    this.cache.drop(tensor);
    this.allocator.leave();
    if (tensor instanceof Deferred) tensor.drop();
    else this.allocator.drop(tensor);
  }

  /** Runs a computation that belongs to an earlier call. */
  computeDeferred(call: KernelCall, compute: () => void): void {
    if (this.observer) this.observer(call, compute);
    else compute();
  }

  /** Ends the threads. Nothing may be computed afterwards. */
  end(): void {
    this.threadPool?.end();
  }

  copy(to: number, from: number, bytes: number): void {
    new Uint8Array(this.allocator.memory.buffer).copyWithin(to, from, from + bytes);
  }

  /** Whole numbers that kernels left in memory. */
  words(pointer: number, count: number): Int32Array {
    return new Int32Array(this.allocator.memory.buffer, pointer, count);
  }

  /** Runs `body` with scratch memory; each number is a count of floats. */
  withScratch<R>(sizes: readonly number[], body: (...pointers: readonly number[]) => R): R {
    const blocks = sizes.map((size) => this.allocator.allocate(4 * size));
    try {
      return body(...blocks.map(({ pointer }) => pointer));
    } finally {
      for (const block of blocks) this.allocator.release(block);
    }
  }

  /**
   * Runs a kernel on what `words` describe. @param work elementary operations of the whole call, about: small calls are not
   * shared
   */
  run(name: RequiredKernel, words: readonly number[], items: number, work: number): void {
    this.perform({ kernel: kernelNames.indexOf(name), run: this.kernels[name] }, words, items, work);
  }

  /** The same for a program. */
  runProgram(program: RunnableProgram, words: readonly number[], items: number, work: number): void {
    this.perform(program, words, items, work);
  }

  /** A program for inputs of which those at the places in `still` do not move along a run. */
  programOf(program: Program, still: readonly number[]): RunnableProgram {
    return this.programs.of(program, still);
  }

  private perform(part: Part, words: readonly number[], items: number, work: number): void {
    if (items === 0) return;
    if (4 * words.length > wordBytes)
      throw new BackendError(this.name, `at most ${wordBytes / 4} words to describe a call`, String(words.length));
    new Int32Array(this.allocator.memory.buffer, this.described, words.length).set(words);
    if (this.threadPool && items > 1 && work >= this.sharedFrom)
      this.threadPool.distribute({ ...part, items }, this.described);
    else part.run(this.described, 0, items, 0);
  }
}

/** The address of a tensor. A deferred one is computed first. */
export const addressOf = ({ handle }: Operand): number => settledBlock(handle).pointer;

function abort(): never {
  throw new Error('the kernels stopped themselves');
}
