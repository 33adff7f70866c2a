import { createBackend } from '@spikegrad/wasm/kernels';
import { findKernels } from '../src/addon.js';
import { instructionSets, type InstructionSet } from '../src/instructions.js';

/** The instruction sets that this processor has and that were compiled: none where there was no compiler. */
export const sets: readonly InstructionSet[] = instructionSets.filter((name) => {
  try {
    return findKernels(name);
  } catch {
    return false;
  }
});

/** A backend that shares every job, however small, between threads. */
export const backendOf = (instructions: InstructionSet, threads: number) =>
  createBackend(threads, { sharedFrom: 0, kernels: findKernels(instructions).set });
