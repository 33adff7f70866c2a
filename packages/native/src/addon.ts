import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SpikegradError } from '@spikegrad/core';
import type { BindKernels, KernelSet } from '@spikegrad/wasm/kernels';
import { instructionSets, type InstructionSet } from './instructions.js';
import { nativeCrossovers, nativeSizes } from './sizes.js';

/** Native kernels are turned off, not built, or not available for this processor. */
export class NativeError extends SpikegradError {}

/** The exports of `kernels/addon.c`. */
interface Addon {
  /** The instruction sets of the processor, the best first. */
  readonly sets: readonly InstructionSet[];
  readonly bind: BindKernels;
}

/** Kernels of one instruction set. */
export interface NativeKernels {
  readonly instructions: InstructionSet;
  readonly set: KernelSet;
}

/** The kernel set of an addon at a path. */
export const kernelSetOf = (module: string, bind: BindKernels, instructions: string): KernelSet => ({
  ...{ name: 'native', bind, module, settings: instructions },
  ...{ sizes: nativeSizes, crossovers: nativeCrossovers },
});

const require = createRequire(import.meta.url);

/** The addon that was compiled in a clone, or the package of this platform. */
function addonPath(): string {
  const platform = `${process.platform}-${process.arch}`;
  const compiled = fileURLToPath(new URL(`../dist/spikegrad-${platform}.node`, import.meta.url));
  if (existsSync(compiled)) return compiled;
  const name = `@spikegrad/native-${platform}`;
  try {
    return require.resolve(name);
  } catch {
    throw new NativeError('native', `compiled kernels in ${compiled} or the package ${name}`, 'neither of them');
  }
}

function load(module: string): Addon {
  try {
    return require(module) as Addon;
  } catch (error) {
    throw new NativeError('native', `kernels that load from ${module}`, String(error).split('\n')[0]!);
  }
}

/**
 * The kernels of an instruction set, or of the best that the processor has.
 * @param wanted the name of a set, or `off` @throws NativeError
 */
export function findKernels(wanted: string | undefined): NativeKernels {
  if (wanted === 'off') throw new NativeError('native', 'kernels that are not switched off', 'SPIKEGRAD_NATIVE=off');
  if (wanted !== undefined && !instructionSets.some((name) => name === wanted))
    throw new NativeError('native', `one of ${instructionSets.join(', ')}, or off`, wanted);
  const module = addonPath();
  const { sets, bind } = load(module);
  const instructions = sets.find((name) => wanted === undefined || name === wanted);
  if (instructions === undefined)
    throw new NativeError(
      'native',
      `a processor with ${wanted ?? instructionSets.join(' or ')}`,
      `one with ${sets.join(', ') || 'none'}`,
    );
  return { instructions, set: kernelSetOf(module, bind, instructions) };
}
