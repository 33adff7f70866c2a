import { expect, test } from '@jest/globals';
import { expectGolden } from '../../core/test/golden.js';
import { goldenCases } from '../../online/test/goldenCases.js';
import { backendOf, sets } from './backends.js';

const dtype = 'float32';

test.each(goldenCases)(
  'golden values of $name come to the same bits on every set and number of threads',
  async ({ run }) => {
    const backends = sets.flatMap((set) => [1, 2].map((threads) => backendOf(set, threads)));
    const all = await Promise.all(backends.map((backend) => run({ backend, dtype })));
    expect(all).toHaveLength(2 * sets.length);
    for (const figures of all) {
      expect(figures).toEqual(all[0]);
      const { compared, left } = expectGolden(figures, { tolerance: 2e-5, margin: 1e-4 });
      expect(left / (compared + left)).toBeLessThan(0.05);
    }
    for (const backend of backends) backend.dispose();
  },
);
