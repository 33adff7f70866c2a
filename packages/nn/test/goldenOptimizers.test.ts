import { describe, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { optimizerCases } from './goldenOptimizers.js';

describe('seven steps are those of PyTorch', () => {
  test.each(optimizerCases)('$name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-12 });
  });
});
