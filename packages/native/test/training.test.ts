import { expect, test } from '@jest/globals';
import { followReference } from '../../online/test/followReference.js';
import { backendOf, sets } from './backends.js';

/*
 * The reference sums in double precision, kernels in single precision with at most 1024 terms at once. In the ten steps that are compared gradients differ by 9e-6
 * of their largest entry at most, and losses not at all; ten times as much fails.
 */
test('200 training steps have the same bits on every instruction set and on two threads, and every 20th is that of the reference', async () => {
  const backends = sets.flatMap((set, i) => (i === 0 ? [backendOf(set, 1), backendOf(set, 2)] : [backendOf(set, 1)]));
  if (backends.length === 0) return;
  const followed = await followReference(backends, 20);
  expect(followed.checked).toBe(10);
  expect(followed.close).toBeGreaterThan(8);
  expect(followed.mostLoss).toBeLessThan(1e-5);
  expect(followed.mostGradient).toBeLessThan(1e-4);
  expect(Math.min(...followed.rates)).toBeGreaterThan(0.02);
  expect(Math.max(...followed.rates)).toBeLessThan(0.6);
});
