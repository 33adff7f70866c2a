import { checkChoice, checkNoOthers, checkOptions, elementwise } from '@spikegrad/core';
import type { Trace } from '@spikegrad/nn';
import type { LearningRule } from './learningRule.js';
import { sharedLeak, type LeakOf } from './sharedLeak.js';
import type { OTTTOptions } from './ottt.js';
import { checkUpdate, learnStepwise } from './stepwise.js';

/**
 * Whether `θ s` is subtracted from the membrane before its reset or, as in the released code, after it; with a soft
 * reset the latter subtracts it twice.
 */
export type NDOTVariant = 'paper' | 'official';

/** @see ndot */
export interface NDOTOptions extends OTTTOptions {
  /** @defaultValue `'paper'` */
  readonly variant?: NDOTVariant;
}

/** `u − θ s`; `potential` is the membrane before or after its reset. */
const discharge = elementwise('ndot discharge', ['membrane', 'threshold', 'potential'], [], (leaves) => {
  const { membrane, threshold, potential } = leaves;
  return potential.sub(membrane.greaterEqual(threshold).where(threshold, 0));
});

/** `e = clamp(now/before, ±λ)`, λ if the divisor is 0; then `â = e â + s`. */
const next = elementwise('ndot trace', ['trace', 'spike', 'now', 'before'], ['leak'], (leaves) => {
  const { trace, spike, now, before, leak } = leaves;
  const charged = before.notEqual(0);
  const ratio = now.div(charged.where(before, 1)).minimum(leak).maximum(leak.neg());
  return charged.where(ratio, leak).mul(trace).add(spike);
});

/**
 * OTTT with a trace that decays like the membrane of its neuron, element by element: `â[t] = e[t] â[t−1] + s[t]` with
 * `e[t] = clamp((u[t] − θ s[t]) / (u[t−1] − θ s[t−1]), ±λ)`, and λ where the divisor is 0.
 *
 * Memory does not depend on T: one step, and the trace and discharged membrane of this step and the last, four numbers
 * per neuron.
 *
 * @see Jiang et al., NDOT: Neuronal Dynamics-based Online Training for Spiking Neural Networks (ICML 2024)
 * @throws ValueError as `ottt` does
 */
export function ndot(options: NDOTOptions = {}): LearningRule {
  const { update = 'accumulate', leak, variant = 'paper', ...others } = checkOptions('ndot', options);
  checkNoOthers('ndot', others);
  checkUpdate('ndot', update);
  checkChoice('ndot', 'variant', variant, ['paper', 'official']);
  const leakOfBatch = sharedLeak('ndot', leak);
  return {
    name: 'ndot',
    learn: (given) => learnStepwise(given, { rule: 'ndot', update, trace: dynamicTrace(leakOfBatch(), variant) }),
  };
}

const dynamicTrace = (leakOf: LeakOf, variant: NDOTVariant): Trace => ({
  next: (before, { spike, membrane, membraneAfterReset, threshold, leak: own }) => {
    const leak = leakOf(own);
    const now = discharge({ membrane, threshold, potential: variant === 'paper' ? membrane : membraneAfterReset });
    if (!before) return { activity: spike.detach(), extra: now };
    return { activity: next({ trace: before.activity, spike, now, before: before.extra! }, { leak }), extra: now };
  },
});
