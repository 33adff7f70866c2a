import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { ruleCases, ruleRates } from './goldenRules.js';

describe('the golden losses, logits, rates, gradients, weights and statistics come', () => {
  test('in all cases: five rules that move once or at every step, and one that only once, with three kinds of neuron', () => {
    expect(new Set(ruleCases.map(({ name }) => name)).size).toBe(3 * (5 * 2 + 1));
  });

  test.each(ruleCases)('from $name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });

  test('and it really fires, so that the comparison means something', () => {
    expect(Math.min(...ruleRates)).toBeGreaterThan(0.02);
    expect(Math.max(...ruleRates)).toBeLessThan(0.5);
  });
});
