import { describe, expect, test } from '@jest/globals';
import { expectGolden } from '../../../core/test/golden.js';
import { goldenCases } from '../../../online/test/goldenCases.js';
import { onMode } from '../backends.js';

describe('golden values come in float32 on WebGPU', () => {
  const backend = onMode('webgpu');
  test.each(goldenCases)('from $name', async ({ run }) => {
    const figures = await run({ backend, dtype: 'float32' });
    const { compared, left } = expectGolden(figures, { tolerance: 2e-5, margin: 1e-4 });
    expect(left / (compared + left)).toBeLessThan(0.05);
  });
});
