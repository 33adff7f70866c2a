import { describe, expect, test } from '@jest/globals';
import { expectGolden } from '../../core/test/golden.js';
import { goldenCases } from '../../online/test/goldenCases.js';
import { hostModes, onMode } from './backends.js';

describe.each(hostModes)('golden values come in float32 in mode %s of gpu.js', (mode) => {
  const backend = onMode(mode);
  test.each(goldenCases)('from $name', async ({ run }) => {
    const figures = await run({ backend, dtype: 'float32' });
    const { compared, left } = expectGolden(figures, { tolerance: 2e-5, margin: 1e-4 });
    expect(left / (compared + left)).toBeLessThan(0.05);
  });
});
