import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conv2d, cpu, fromData, grad, Random, type Backend, type DType } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { Machine } from '../src/machine.js';
import { backendOf } from './backends.js';

const backends = [backendOf(1), backendOf(2), backendOf(3), cpu()];
const exact = backendOver(new Machine(2, { exact: true, sharedFrom: 0 }));
const dense = backendOver(new Machine(2, { dense: true, sharedFrom: 0 }));

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
  density: fc.constantFrom<number>(0, 0.02, 0.15, 0.3, 1),
  valued: fc.boolean(),
  seed: fc.nat(1000),
});

type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

function gradients(backend: Backend, g: Geometry, dtype: DType = 'float32') {
  const random = new Random(g.seed);
  const shape = [g.samples, g.channels * g.groups, g.height, g.width];
  const chance = random.uniform(shape).dataSync();
  const drawn = random.normal(shape).dataSync();
  const spikes = chance.map((value, i) => (value < g.density ? (g.valued ? drawn[i]! : 1) : 0));
  const x = fromData(spikes, shape, { backend, dtype, requiresGrad: true });
  const w = random.normal([g.outputs * g.groups, g.channels, g.kernel, g.kernel], {
    backend,
    dtype,
    requiresGrad: true,
  });
  const { stride, padding, dilation, groups } = g;
  const y = conv2d(x, w, null, { stride, padding, dilation, groups });
  return [y, ...grad(y, [x, w], { gradient: random.normal(y.shape, { backend, dtype }) })].map((each) =>
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

  test('are the same on a machine that is told to be dense, where inputs that are all there give the very same bits', () => {
    const g = { samples: 2, channels: 40, outputs: 40, groups: 1, height: 8, width: 8, kernel: 3, stride: 1 };
    const one = { ...g, padding: 1, dilation: 1, valued: true, seed: 3 };
    expect(gradients(dense, { ...one, density: 1 })).toEqual(gradients(backends[1]!, { ...one, density: 1 }));
    const [sparse, other] = [backends[1]!, dense].map((backend) =>
      gradients(backend, { ...one, density: 0.05 }).flat(),
    );
    expect(sparse).not.toEqual(other); // sums in another order
    other!.forEach((value, i) => expect(Math.abs(sparse![i]! - value)).toBeLessThan(1e-3));
  });

  test('have an error below 1e-5 of the largest entry by way of Winograd, and below 1e-6 where exactness is asked for', () => {
    const errors = { fast: [] as number[], exact: [] as number[] };
    for (let seed = 0; seed < 4; seed++) {
      const g = { samples: 2, channels: 64, outputs: 64, groups: 1, height: 16, width: 16, kernel: 3, stride: 1 };
      const one = { ...g, padding: 1, dilation: 1, density: 1, valued: true, seed };
      const [, expected] = gradients(cpu(), one, 'float64');
      const largest = expected!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const [name, backend] of [['fast', backends[1]!] as const, ['exact', exact] as const]) {
        const [, received] = gradients(backend, one);
        errors[name].push(
          received!.reduce((most, value, i) => Math.max(most, Math.abs(value - expected![i]!)), 0) / largest,
        );
      }
    }
    expect(Math.max(...errors.fast)).toBeLessThan(1e-5);
    expect(Math.max(...errors.fast)).toBeGreaterThan(Math.max(...errors.exact));
    expect(Math.max(...errors.exact)).toBeLessThan(1e-6);
  });
});
