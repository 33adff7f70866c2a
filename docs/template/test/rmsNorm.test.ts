import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random, ShapeError, tensor, ValueError } from '@spikegrad/core';
import { checkModuleGradient } from '@spikegrad/testing';
import fc from 'fast-check';
import { RMSNorm } from '../src/index.js';

const dtype = 'float64';

test('each sample has a mean square of 1 afterwards, but for ε', () => {
  const y = new RMSNorm(2, { dtype, epsilon: 1e-12 }).forward(tensor([[3, 4], [0, -10]], { dtype })); // prettier-ignore
  const [a, b, c, d] = y.dataSync();
  const root = Math.sqrt(12.5);
  for (const [received, expected] of [
    [a, 3 / root],
    [b, 4 / root],
    [c, 0],
    [d, -Math.SQRT2],
  ] as const)
    // prettier-ignore
    assert.ok(Math.abs(received! - expected) < 1e-10);
});

test('gradients to input and γ are central differences', () => {
  const length = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(length, length, fc.integer({ min: 2, max: 4 }), fc.nat(999), (steps, count, channels, seed) => {
      const frames = new Random(seed).normal([steps, count, channels, 2], { dtype });
      checkModuleGradient(() => new RMSNorm(channels, { dtype }), frames, { tolerance: 1e-5 });
    }),
    { numRuns: 20 },
  );
});

test('other channels and an epsilon of 0 are refused', () => {
  assert.throws(() => new RMSNorm(3).forward(tensor([[1, 2]])), ShapeError);
  assert.throws(() => new RMSNorm(3, { epsilon: 0 }), ValueError);
});
