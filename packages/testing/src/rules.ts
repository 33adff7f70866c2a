import { checkNoOthers, Random } from '@spikegrad/core';
import { bptt, ndot, online, ottt, slttK, type LearningRule } from '@spikegrad/online';
import fc from 'fast-check';
import { checkCount } from './checkCount.js';
import { call, construct, type Factory } from './factory.js';

/** @see rules */
export interface RuleOptions {
  /** T, at most which K of `slttK` is. @defaultValue `1` */
  readonly steps?: number;
}

const update = fc.constantFrom('accumulate' as const, 'online' as const);
const anyOf = { requiredKeys: [] } as { requiredKeys: [] };

/** `online`, `ottt`, `ndot` and `slttK`, which move the parameters once a sequence or at every step, and `bptt`. */
export function rules({ steps = 1, ...others }: RuleOptions = {}): fc.Arbitrary<Factory<LearningRule>> {
  checkNoOthers('rules', others);
  checkCount('rules', 'steps', steps);
  const options = fc.record({ update }, anyOf);
  return fc.oneof(
    options.map((each) => call(online, each)),
    options.map((each) => call(ottt, each)),
    options.map((each) => call(ndot, each)),
    fc
      .tuple(fc.integer({ min: 1, max: steps }), fc.nat(9999), options)
      .map(([k, seed, each]) => call(slttK, { k, random: construct(Random, seed), ...each })),
    fc.constant(call(bptt)),
  );
}
