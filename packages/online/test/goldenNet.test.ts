import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { goldenRates, networkCases } from './goldenNet.js';

describe('the golden logits, losses, thresholds, rates, gradients and statistics come', () => {
  test('in all cases: four norms, with and without OTS, both resets, and through time', () => {
    expect(networkCases).toHaveLength(20);
  });

  test.each(networkCases)('from $name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });

  test('and it really fires, so that the comparison means something', () => {
    expect(Math.min(...goldenRates)).toBeGreaterThan(0.02);
    expect(Math.max(...goldenRates)).toBeLessThan(0.75);
  });
});
