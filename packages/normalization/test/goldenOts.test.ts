import { describe, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { thresholdCases } from './goldenOts.js';

describe('membranes, thresholds and spikes are the golden ones', () => {
  test.each(thresholdCases)('$name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });
});
