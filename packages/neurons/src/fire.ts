import { elementwise, type Tensor } from '@spikegrad/core';
import type { Surrogate } from './surrogates.js';

/** The membrane after a spike: 0 (hard), or reduced by the threshold (soft). */
export type Reset = 'hard' | 'soft';

/** Spikes and the membrane after reset. */
export interface FireResult {
  readonly spike: Tensor;
  readonly membrane: Tensor;
}

type Fire = (inputs: { readonly u: Tensor; readonly theta: Tensor }) => FireResult;

const formulas = new WeakMap<Surrogate, Partial<Record<Reset, Fire>>>();

/**
 * `s = [u ≥ θ]`, firing on equality, with the surrogate's slope at `u − θ` (also for a recorded θ); then the detached
 * reset `v' = u (1 − s)` (hard) or `v' = u − s θ` (soft). If u or θ is NaN, the spike is NaN. There is one formula per
 * surrogate and reset, so that a backend compiles it once for all layers.
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
    // Both comparisons are false for NaN, so NaN is passed on. Otherwise a network of NaN would look silent.
    const spike = u.less(theta).where(0, fired.where(1, NaN)).withSlope(x, slope(x));
    const membrane = reset === 'hard' ? fired.where(0, u) : u.sub(fired.where(theta.detach(), 0));
    return { spike, membrane };
  });
