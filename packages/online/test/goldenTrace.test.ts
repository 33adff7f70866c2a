import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { traceCases } from './goldenTrace.js';

describe('the golden logits, losses and gradients come', () => {
  test('with and without traces, on frames and on a still image', () => {
    expect(new Set(traceCases.map(({ name }) => name)).size).toBe(4);
  });

  test.each(traceCases)('from $name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });
});
