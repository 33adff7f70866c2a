import { elementwise, type Tensor } from '@spikegrad/core';
import type { Surrogate } from './surrogates.js';

/** What is left of a membrane that fired: nothing, or what was above the threshold. */
export type Reset = 'hard' | 'soft';

/** Spikes and the membrane after reset. */
export interface FireResult {
  readonly spike: Tensor;
  readonly membrane: Tensor;
}

type Fire = (inputs: { readonly u: Tensor; readonly theta: Tensor }) => FireResult;

const formulas = new WeakMap<Surrogate, Partial<Record<Reset, Fire>>>();

/**
 * `s = [u ≥ θ]`, firing on equality, with the surrogate's slope at `u − θ` (for a θ on the tape too); then the detached reset
 * `v' = u (1 − s)` (hard) or `v' = u − s θ` (soft). Where u or θ is NaN, so is the spike. One formula a surrogate and reset, so
 * that a backend compiles it once for all layers.
 */
export function fire(u: Tensor, theta: Tensor, surrogate: Surrogate, reset: Reset): FireResult {
  const known = formulas.get(surrogate) ?? {};
  formulas.set(surrogate, known);
  return (known[reset] ??= formula(surrogate, reset))({ u, theta });
}

const formula = ({ name, slope }: Surrogate, reset: Reset): Fire =>
  elementwise(`fire, ${reset} reset, ${name}`, ['u', 'theta'], [], ({ u, theta }) => {
    const x = u.sub(theta);
    const fired = u.greaterEqual(theta);
    // Neither comparison holds for NaN: it is passed on, or a network of NaN would be a silent one.
    const spike = u.less(theta).where(0, fired.where(1, NaN)).withSlope(x, slope(x));
    const membrane = reset === 'hard' ? fired.where(0, u) : u.sub(fired.where(theta.detach(), 0));
    return { spike, membrane };
  });
