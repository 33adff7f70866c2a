import type { OSROptions } from './osr.js';

/** Settings of the norm and the neuron in the paper, or in its released code. */
export interface Preset {
  /** Options of `OSR`. */
  readonly norm: Required<Pick<OSROptions, 'guardRatio' | 'gammaGradient' | 'flush'>>;
  /** Options of a neuron. */
  readonly neuron: { readonly reset: 'hard' | 'soft' };
}

/**
 * `paper`: the formulas of the paper. `official`: the formulas of its released code (for images; event data use a guard
 * of 50).
 *
 * @example
 * new OSR(64, presets.official.norm);
 */
export const presets = {
  paper: { norm: { guardRatio: null, gammaGradient: 'paper', flush: 'end' }, neuron: { reset: 'hard' } },
  official: { norm: { guardRatio: 20, gammaGradient: 'official', flush: 'lazy' }, neuron: { reset: 'soft' } },
} as const satisfies Record<string, Preset>;
