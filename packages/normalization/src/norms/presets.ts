import type { OSROptions } from './osr.js';

/** How the norm and the neuron are set in the paper, or in its released code. */
export interface Preset {
  /** Options of `OSR`. */
  readonly norm: Required<Pick<OSROptions, 'guardRatio' | 'gammaGradient' | 'flush'>>;
  /** Options of a neuron. */
  readonly neuron: { readonly reset: 'hard' | 'soft' };
}

/**
 * `paper`: the formulas of the paper. `official`: what its released code computes (for images; event data has a guard of 50).
 *
 * @example
 * new OSR(64, presets.official.norm);
 */
export const presets = {
  paper: { norm: { guardRatio: null, gammaGradient: 'paper', flush: 'end' }, neuron: { reset: 'hard' } },
  official: { norm: { guardRatio: 20, gammaGradient: 'official', flush: 'lazy' }, neuron: { reset: 'soft' } },
} as const satisfies Record<string, Preset>;
