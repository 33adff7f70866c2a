import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { otherNormCases } from './goldenNorms.js';
import { modes, normCases } from './goldenOsr.js';

describe('one layer gives the golden values, gradients and statistics', () => {
  test('in every mode there is', () => {
    expect(normCases.map(({ name }) => name.replace('one layer of ', '')).sort()).toEqual(Object.keys(modes).sort());
  });

  test.each(normCases)('$name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });

  test.each(otherNormCases)('$name', async ({ run }) => {
    expectGolden(await run({ backend: cpu(), dtype: 'float64' }), { tolerance: 1e-9 });
  });

  test('the guarded case really falls back', () => {
    expect(modes.osr_official_guard!.fell_back).toBe(true);
  });
});
