import { ValueError } from '@spikegrad/core';
import type { LearningRule } from '@spikegrad/online';
import fc from 'fast-check';
import { checkCount } from './checkCount.js';
import type { Factory } from './factory.js';
import { LearningCase } from './learningCase.js';
import { networks, type NetworkOptions } from './networks.js';
import { rules as anyRules } from './rules.js';

/** @see learningCases */
export interface LearningCasesOptions extends NetworkOptions {
  /** The fewest steps, T. @defaultValue `1` */
  readonly minSteps?: number;
  /** The most steps. @defaultValue `5` */
  readonly maxSteps?: number;
  /** The rules for sequences of so many steps. @defaultValue `(steps) => rules({ steps })` */
  readonly rules?: (steps: number) => fc.Arbitrary<Factory<LearningRule>>;
}

/** Random networks × T × learning rules, with two to four samples: norms need more than one. */
export function learningCases(options: LearningCasesOptions = {}): fc.Arbitrary<LearningCase> {
  const { minSteps = 1, maxSteps = 5, rules = (steps) => anyRules({ steps }), ...network } = options;
  checkCount('learningCases', 'minSteps', minSteps);
  checkCount('learningCases', 'maxSteps', maxSteps);
  if (maxSteps < minSteps)
    throw new ValueError('learningCases', `maxSteps of at least minSteps (${minSteps})`, String(maxSteps));
  const sequences = fc
    .integer({ min: minSteps, max: maxSteps })
    .chain((steps) => fc.record({ steps: fc.constant(steps), rule: rules(steps) }));
  return fc
    .record({
      network: networks(network),
      sequence: sequences,
      count: fc.integer({ min: 2, max: 4 }),
      seed: fc.nat(9999),
    })
    .map(({ network: drawn, sequence, count, seed }) => new LearningCase({ ...drawn, ...sequence, count, seed }));
}
