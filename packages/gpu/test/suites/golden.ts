import type { Backend } from '@spikegrad/core';
import { expectGolden } from '../../../core/test/golden.js';
import { goldenCases } from '../../../online/test/goldenCases.js';
import { hold, type Claim } from './claim.js';

/** Golden values come in float32: within 2e-5 of their largest entry, wherever the membrane that decides is further than 1e-4 from its threshold. */
export const goldenClaims = (backend: Backend): readonly Claim[] =>
  goldenCases.map(({ name, run: compute }) => ({
    name: `golden values come from ${name}`,
    async run() {
      const figures = await compute({ backend, dtype: 'float32' });
      const { compared, left } = expectGolden(figures, { tolerance: 2e-5, margin: 1e-4 });
      hold(left / (compared + left) < 0.05, () => `${left} of ${compared + left} values could not be compared`);
    },
  }));
