import { describe, expect, test } from '@jest/globals';
import { conv2d, fromData, grad, matmul, Random, type Backend } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { Machine } from '../src/machine/machine.js';
import { backendOf } from './backends.js';

/** Every kind of kernel: what comes of a small convolution of spikes, a product, a formula and sums. */
function compute(backend: Backend): readonly number[] {
  const random = new Random(7);
  const draw = (shape: readonly number[], of = (value: number): number => value) =>
    fromData(random.normal(shape).dataSync().map(of), shape, { backend, requiresGrad: true });
  const dense = draw([4, 16, 8, 8]);
  const spikes = draw([4, 16, 8, 8], (value) => (value > 1 ? 1 : 0));
  const [w, v] = [draw([32, 16, 3, 3]), draw([32, 5])];
  const y = conv2d(dense, w, null, { padding: 1 }).add(conv2d(spikes, w, null, { padding: 1 }));
  const z = matmul(y.sigmoid().mean([2, 3]), v);
  return [z, ...grad(z.mul(z).sum(), [dense, spikes, w, v])].flatMap((each) => Array.from(each.dataSync()));
}

describe('Memory beyond 2 GiB', () => {
  test('has addresses like any other, on every thread', () => {
    const machine = new Machine(2, { sharedFrom: 0 });
    machine.allocator.allocate(2 ** 31 + 2 ** 20); // reserved, never touched
    expect(machine.allocator.allocate(4).pointer).toBeGreaterThan(2 ** 31);
    const expected = compute(backendOf(1));
    for (let round = 0; round < 3; round++) expect(compute(backendOver(machine))).toEqual(expected);
  });
});
