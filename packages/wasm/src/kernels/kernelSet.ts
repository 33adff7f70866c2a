import { SpikegradError } from '@spikegrad/core';
import type { BindKernels } from './bindKernels.js';
import type { FamilyName } from './names.js';
import type { Crossovers, KernelSizes } from './sizes.js';
import { wasmCrossovers, wasmSizes } from './wasmSizes.js';

/** A kernel set that is not complete, or that a thread cannot load. */
export class KernelSetError extends SpikegradError {}

/**
 * Kernels that replace WebAssembly kernels, over the same memory: the same descriptions (`descriptors.ts`), the same
 * items, and for each family one packed layout. Memory, threads, deferred gradients and compiled formulas of the
 * backend stay. A set may have `interpret`, which then runs the formulas that it computes faster.
 *
 * `bind` is called once for each memory on the main thread. Every other thread loads `module` and calls the `bind` that it exports, before the
 * first job is shared. A thread that cannot do so is a `KernelSetError`.
 */
export interface KernelSet {
  /** The name of the backend. */
  readonly name: string;
  readonly bind: BindKernels;
  /** Absolute path of a CommonJS module or of an addon that exports `bind`. */
  readonly module: string;
  /** What every `bind` gets as its last argument; it is cloned for other threads. */
  readonly settings?: unknown;
  /** Sizes of the families that the set replaces. @defaultValue those of the WebAssembly kernels */
  readonly sizes?: Partial<KernelSizes>;
  /** @defaultValue those of the WebAssembly kernels */
  readonly crossovers?: Partial<Crossovers>;
}

/** Sizes for a backend; those of a set belong to families that it replaces. @throws KernelSetError */
export function sizesOf(set: KernelSet | undefined, isReplaced: (family: FamilyName) => boolean): KernelSizes {
  for (const family of Object.keys(set?.sizes ?? {}) as FamilyName[])
    if (!isReplaced(family))
      throw new KernelSetError(set!.name, 'sizes of families that the set replaces', `sizes of ${family}`);
  return { ...wasmSizes, ...set?.sizes };
}

export const crossoversOf = (set: KernelSet | undefined): Crossovers => ({ ...wasmCrossovers, ...set?.crossovers });
