import type { KernelPrimitive, Program } from '@spikegrad/core';
import { kernelNames, type Kernel, type KernelTable } from '../kernels/names.js';
import type { Allocator, MemoryLimits } from '../memory/allocator.js';
import type { Job } from '../threads/threadPool.js';
import { compileProgram } from './compileProgram.js';
import { encodeProgram } from './encodeProgram.js';

/** A program that can run. */
export interface RunnableProgram extends Omit<Job, 'items'> {
  /** Words of the description that come before the scalars. */
  readonly leading: readonly number[];
}

/** The parts of a backend that programs need. */
export interface ProgramHost {
  readonly allocator: Allocator;
  readonly limits: MemoryLimits;
  readonly kernels: KernelTable;
  /** What compiled programs import. */
  readonly exports: WebAssembly.Exports;
  /** Whether other threads compile programs too. */
  readonly hasThreads: boolean;
}

/** Primitives of many instructions. In an interpreted program, such a step takes longer than reading and writing its operands. */
const long = new Set<KernelPrimitive>(['exp', 'tanh', 'sigmoid']);

/**
 * Whether a program is interpreted if the kernel can do it. Measured with AVX-512, relative to the compiled form: the gradient of spikes with a sigmoid
 * takes 0.62 of the time, and spikes themselves, where each step is one instruction, 1.65.
 */
const isLong = ({ instructions }: Program): boolean =>
  instructions.some((each) => each.kind === 'apply' && long.has(each.primitive));

/**
 * The programs of a backend, each prepared once: encoded for the kernel `interpret` where that is faster, or else compiled to a WebAssembly
 * module.
 */
export class Programs {
  private readonly encoded = new WeakMap<Program, RunnableProgram | null>();
  private readonly compiled = new WeakMap<Program, Map<string, RunnableProgram>>();
  private compiledCount = 0;

  private readonly host: ProgramHost;

  constructor(host: ProgramHost) {
    this.host = host;
  }

  /** A program for inputs of which those at the places in `still` do not move along a run. */
  of(program: Program, still: readonly number[]): RunnableProgram {
    return this.encode(program) ?? this.compile(program, still);
  }

  private encode(program: Program): RunnableProgram | null {
    const { interpret } = this.host.kernels;
    if (!interpret) return null;
    const known = this.encoded.get(program);
    if (known !== undefined) return known;
    const words = isLong(program) ? encodeProgram(program) : null;
    const made = words && {
      kernel: kernelNames.indexOf('interpret'),
      run: interpret,
      leading: [this.host.allocator.keep(new Uint8Array(words.buffer)).pointer],
    };
    this.encoded.set(program, made);
    return made;
  }

  private compile(program: Program, still: readonly number[]): RunnableProgram {
    const forms = this.compiled.get(program) ?? new Map<string, RunnableProgram>();
    this.compiled.set(program, forms);
    const name = still.join();
    const known = forms.get(name);
    if (known) return known;
    const { allocator, limits, exports: kernels, hasThreads } = this.host;
    const bytes = compileProgram(program, new Set(still), limits);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory: allocator.memory },
      kernels,
    });
    const made = {
      kernel: kernelNames.length + this.compiledCount++,
      run: exports['run'] as Kernel,
      program: hasThreads ? allocator.keep(bytes) : undefined,
      leading: [],
    };
    forms.set(name, made);
    return made;
  }
}
