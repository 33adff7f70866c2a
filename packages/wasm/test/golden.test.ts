import { describe, expect, test } from '@jest/globals';
import { cpu } from '@spikegrad/core';
import { expectGolden } from '../../core/test/golden.js';
import { thresholdCases } from '../../normalization/test/goldenOts.js';
import { goldenCases } from '../../online/test/goldenCases.js';
import { backendOf } from './backends.js';

const dtype = 'float32';
const close = { tolerance: 2e-5, margin: 1e-4 };
const [alone, shared, reference] = [backendOf(1), backendOf(2), cpu()];

describe('golden values come in float32, on one and two threads to the same bits', () => {
  test.each(goldenCases)('from $name', async ({ run }) => {
    const figures = await run({ backend: alone, dtype });
    expect(await run({ backend: shared, dtype })).toEqual(figures);
    // The reference in float32 shows that the tolerance asks of WebAssembly no more and no less than of a plain loop.
    for (const each of [figures, await run({ backend: reference, dtype })]) {
      const { compared, left } = expectGolden(each, close);
      expect(left / (compared + left)).toBeLessThan(0.05);
    }
  });

  test('and among them, one by one, the spikes of a layer: some fire and some do not', async () => {
    for (const { run } of thresholdCases) {
      const spikes = (await run({ backend: shared, dtype })).filter(({ name }) => name.startsWith('spikes'));
      expect(expectGolden(spikes, close).compared).toBeGreaterThan(0.95 * 4 * 36);
      const fired = spikes.flatMap(({ received }) => Array.from(received as ArrayLike<number>));
      expect(new Set(fired)).toEqual(new Set([0, 1]));
    }
  });
});
