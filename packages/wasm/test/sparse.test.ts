import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conv2d, cpu, fromData, grad, Random, type Backend } from '@spikegrad/core';
import { backendOf } from './backends.js';

const backends = [backendOf(1), backendOf(2), backendOf(3), cpu()];

const geometry = fc.record({
  samples: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 40 }),
  outputs: fc.integer({ min: 8, max: 70 }),
  groups: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  density: fc.constantFrom(0, 0.02, 0.15, 0.3, 1),
  valued: fc.boolean(),
  seed: fc.nat(1000),
});

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

function gradients(backend: Backend, g: Geometry) {
  const random = new Random(g.seed);
  const shape = [g.samples, g.channels * g.groups, g.height, g.width];
  const chance = random.uniform(shape).dataSync();
  const drawn = random.normal(shape).dataSync();
  const spikes = chance.map((value, i) => (value < g.density ? (g.valued ? drawn[i]! : 1) : 0));
  const x = fromData(spikes, shape, { backend, requiresGrad: true });
  const w = random.normal([g.outputs * g.groups, g.channels, g.kernel, g.kernel], { backend, requiresGrad: true });
  const { stride, padding, dilation, groups } = g;
  const y = conv2d(x, w, null, { stride, padding, dilation, groups });
  return [y, ...grad(y, [x, w], { gradient: random.normal(y.shape, { backend }) })].map((each) =>
    Array.from(each.dataSync()),
  );
}

describe('Convolutions of spikes', () => {
  test('that are gathered, or go by way of Winograd, are what the reference computes, to the bit on any threads', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        fc.pre(g.dilation * (g.kernel - 1) + 1 <= Math.min(g.height, g.width) + 2 * g.padding);
        const [one, two, three, plain] = backends.map((backend) => gradients(backend, g));
        expect(two).toEqual(one);
        expect(three).toEqual(one);
        one!.forEach((values, i) => {
          const expected = plain![i]!;
          const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
          const worst = values.reduce((most, value, j) => Math.max(most, Math.abs(value - expected[j]!)), 0);
          expect(worst / scale).toBeLessThan(2e-5);
        });
      }),
      { numRuns: 150 },
    );
  });
});
