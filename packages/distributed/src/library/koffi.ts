import { MpiError } from './errors.js';
import type { Launch } from './launch.js';

/** The parts of koffi that are used here. */
export interface Koffi {
  load(path: string | null, options?: { readonly global?: boolean }): Library;
}

/** A loaded shared library. */
export interface Library {
  func(declaration: string): (...values: readonly unknown[]) => number;
  symbol(name: string): unknown;
}

/** @throws MpiError if it is not installed */
export const loadKoffi = async (): Promise<Koffi> =>
  import('koffi').then(
    (module) => module.default as unknown as Koffi,
    (error: unknown) => {
      throw new MpiError('mpi', 'the package koffi (npm install koffi)', String(error));
    },
  );

/** The names of the libraries by the MPI they belong to. The numbers are those of their binary interfaces. */
const names = {
  openmpi: ['libmpi.so.40', 'libmpi.so'],
  mpich: ['libmpich.so.12', 'libmpi.so.12', 'libmpich.so'],
} as const;

/** Libraries to try for a launcher. */
export function candidatesOf(flavour: Launch['flavour']): readonly string[] {
  return flavour === null ? [...names.openmpi, ...names.mpich] : names[flavour];
}

/**
 * Loads the first library that exists. Its symbols are global, because the plug-ins of Open MPI search them there.
 *
 * @throws MpiError if there is none
 */
export function loadLibrary(koffi: Koffi, paths: readonly string[]): Library {
  const failures: string[] = [];
  for (const path of paths) {
    try {
      return koffi.load(path, { global: true });
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  const advice = 'install the MPI of your launcher, or give its path with the option library or SPIKEGRAD_MPI_LIBRARY';
  throw new MpiError('mpi', `the library of MPI, ${paths.join(' or ')} (${advice})`, failures.join('; '));
}
