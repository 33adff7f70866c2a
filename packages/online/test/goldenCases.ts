import type { GoldenCase } from '../../core/test/golden.js';
import { optimizerCases } from '../../nn/test/goldenOptimizers.js';
import { otherNormCases } from '../../normalization/test/goldenNorms.js';
import { normCases } from '../../normalization/test/goldenOsr.js';
import { thresholdCases } from '../../normalization/test/goldenOts.js';
import { silenceCases } from '../../normalization/test/otsSilence.js';
import { networkCases } from './goldenNet.js';
import { ruleCases } from './goldenRules.js';
import { traceCases } from './goldenTrace.js';

/** All golden computations, for any backend. */
export const goldenCases: readonly GoldenCase[] = [
  ...optimizerCases,
  ...normCases,
  ...otherNormCases,
  ...thresholdCases,
  ...silenceCases,
  ...networkCases,
  ...traceCases,
  ...ruleCases,
];
