import type { Module } from '@spikegrad/nn';
import { AdaptiveLIF, atan, IF, LIF, triangle } from '@spikegrad/neurons';
import { OTS } from '@spikegrad/normalization';
import fc from 'fast-check';
import { call, construct, once, type Factory } from './factory.js';

const time = fc.constantFrom(2, 1, 1.5, 4);

/** What every neuron takes. */
const shared = {
  reset: fc.constantFrom('soft' as const, 'hard' as const),
  threshold: fc.constantFrom(1, 0.5, construct(OTS)),
  surrogate: fc.constantFrom(once(call(atan)), once(call(triangle))),
};

/** Any option may be missing, so that a counterexample shrinks to the defaults. */
const anyOf = { requiredKeys: [] } as { requiredKeys: [] };

/**
 * `LIF`, `IF` and `AdaptiveLIF` with either reset, a fixed threshold or OTS, and one of three surrogates. Their leaks are fixed: `ottt` and
 * `ndot` refuse a learned one.
 */
export const neurons = (): fc.Arbitrary<Factory<Module>> =>
  fc.oneof(
    fc.record({ tau: time, ...shared }, anyOf).map((options) => construct(LIF, options)),
    fc.record(shared, anyOf).map((options) => construct(IF, options)),
    fc.record({ tau: time, adaptationTau: time, ...shared }, anyOf).map((options) => construct(AdaptiveLIF, options)),
  );
