import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conv2d, cpu, fromData, grad, keep, Random, scope, tensor, type Backend, type Tensor } from '@spikegrad/core';
import { backendOf } from './backends.js';

const backends = [backendOf(1), backendOf(2), backendOf(3), cpu()];

const geometry = fc.record({
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 40 }),
  outputs: fc.integer({ min: 1, max: 70 }),
  groups: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  density: fc.constantFrom<number>(0, 0.1, 0.3, 1),
  steps: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(1000),
});
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

/** Outputs and input gradients of every step, and what a weight gradient has gathered over all of them, as online learning does. */
function learn(backend: Backend, g: Geometry, isWatched = false): readonly (readonly number[])[] {
  const { stride, padding, dilation, groups } = g;
  const random = new Random(g.seed);
  const shape = [g.outputs * groups, g.channels, g.kernel, g.kernel];
  const w = random.normal(shape, { backend, requiresGrad: true });
  const seen: number[][] = [];
  for (let step = 0; step < g.steps; step++) {
    scope(() => {
      const inputs = [g.samples, g.channels * groups, g.height, g.width];
      const spikes = random
        .uniform(inputs)
        .dataSync()
        .map((value) => (value < g.density ? 1 : 0));
      const x = fromData(spikes, inputs, { backend, requiresGrad: true });
      const y = conv2d(x, w, null, { stride, padding, dilation, groups });
      y.backward({ gradient: random.normal(y.shape, { backend }) });
      seen.push(Array.from(y.dataSync()), Array.from(x.grad!.dataSync()));
      if (isWatched) w.grad!.dataSync();
    });
  }
  return [...seen, Array.from(w.grad!.dataSync())];
}

/** The largest difference, in units of the largest entry expected. */
function apart(received: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  const differences = expected.map((values, i) => {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    return values.reduce((most, value, j) => Math.max(most, Math.abs(value - received[i]![j]!)), 0) / scale;
  });
  return Math.max(0, ...differences);
}

const isPossible = (g: Geometry): boolean =>
  g.dilation * (g.kernel - 1) + 1 <= Math.min(g.height, g.width) + 2 * g.padding;

describe('Convolutions of few positions, over the steps of a sequence', () => {
  test('are what the reference computes, to the bit on any threads, whether or not gradients are read on the way', () => {
    fc.assert(
      fc.property(geometry, fc.boolean(), (g, isWatched) => {
        fc.pre(isPossible(g));
        const [one, two, three, plain] = backends.map((backend) => learn(backend, g, isWatched));
        expect(two).toEqual(one);
        expect(three).toEqual(one);
        expect(apart(one!, plain!)).toBeLessThan(2e-5);
      }),
      { numRuns: 60 },
    );
  });

  test('at 4 × 4 tiles keep weights in another order, and are right by Winograd too', () => {
    const g = { samples: 1, channels: 20, outputs: 33, groups: 1, height: 16, width: 16, kernel: 3, stride: 1 };
    const all = { ...g, padding: 1, dilation: 1, density: 0.4, steps: 3, seed: 5 };
    const [one, two, , plain] = backends.map((backend) => learn(backend, all));
    expect(two).toEqual(one);
    expect(apart(one!, plain!)).toBeLessThan(2e-5);
  });

  test('use new weights as soon as a parameter has them, and what was kept goes with the old', () => {
    const backend = backendOf(2);
    const random = new Random(3);
    const x = random.uniform([1, 16, 4, 4], { backend }).less(0.2);
    const w = random.normal([32, 16, 3, 3], { backend });
    const compute = (): readonly number[] => scope(() => Array.from(conv2d(x, w, null, { padding: 1 }).dataSync()));
    const plain = (): readonly number[] => {
      const place = { backend: cpu() };
      const [there, weights] = [x, w].map((each) => fromData(each.dataSync(), each.shape, place));
      return Array.from(conv2d(there!, weights!, null, { padding: 1 }).dataSync());
    };
    const before = backend.memory().bytes;
    expect(apart([compute()], [plain()])).toBeLessThan(2e-5);
    expect(backend.memory().bytes).toBeGreaterThan(before);
    scope(() => w.replace(keep(random.normal(w.shape, { backend }))));
    expect(backend.memory().bytes).toBe(before);
    expect(apart([compute()], [plain()])).toBeLessThan(2e-5);
  });
});

describe('A deferred weight gradient', () => {
  const setting = (backend: Backend) => {
    const random = new Random(2);
    const draw = (shape: readonly number[]): Tensor => random.normal(shape, { backend, requiresGrad: true });
    return { x: draw([1, 32, 2, 2]), w: draw([32, 32, 3, 3]), dy: draw([1, 32, 2, 2]) };
  };

  test('takes no memory of its own until it is read, counts as one tensor, and frees what it is made of', () => {
    const backend = backendOf(1);
    const { x, w, dy } = setting(backend);
    const before = backend.memory();
    const gradient = scope(() => grad(conv2d(x, w, null, { padding: 1 }), [w], { gradient: dy })[0]);
    expect(backend.memory().tensors).toBe(before.tensors + 1);
    expect(backend.memory().bytes).toBeLessThan(before.bytes + 4 * w.size);
    gradient.dataSync();
    expect(backend.memory()).toMatchObject({ tensors: before.tensors + 1 });
    expect(backend.memory().bytes).toBeGreaterThanOrEqual(before.bytes + 4 * w.size);
    gradient.dispose();
    expect(backend.memory().tensors).toBe(before.tensors);
  });

  test('outlives the tensors that it is made of', () => {
    const [received, expected] = [backendOf(1), cpu()].map((backend) => {
      const { x, w, dy } = setting(backend);
      const [gradient] = grad(conv2d(x, w, null, { padding: 1 }), [w], { gradient: dy });
      for (const each of [x, dy]) each.dispose();
      tensor([1, 2, 3], { backend }).add(1); // whoever comes next must not get their memory
      return Array.from(gradient.dataSync());
    });
    expect(apart([received!], [expected!])).toBeLessThan(2e-5);
  });

  test('is computed once, where an observer is told the call that it belongs to', () => {
    const backend = backendOf(1);
    const { x, w, dy } = setting(backend);
    const [gradient] = grad(conv2d(x, w, null, { padding: 1 }), [w], { gradient: dy });
    const calls: unknown[] = [];
    backend.observeDeferred!(([name, call], compute) => {
      const before = backend.memory().bytes;
      compute();
      calls.push([name, 'shape' in call && call.shape, backend.memory().bytes > before]);
    });
    expect(calls).toEqual([]);
    const values = gradient.dataSync();
    expect(gradient.mul(1).dataSync()).toEqual(values);
    expect(calls).toEqual([['conv2dWeightGradient', w.shape, true]]);
    backend.observeDeferred!(null);
  });

  test('that is never read leaves no tensors', () => {
    const backend = backendOf(1);
    const { x, w, dy } = setting(backend);
    const forward = (): Tensor => conv2d(x, w, null, { padding: 1 });
    scope(() => void forward()); // keeps weights in another order
    const before = backend.memory();
    for (let i = 0; i < 3; i++) scope(() => void grad(forward(), [w], { gradient: dy }));
    expect(backend.memory()).toMatchObject({ tensors: before.tensors, bytes: before.bytes });
  });

  test('has gradients of its own', () => {
    const [received, expected] = [backendOf(1), cpu()].map((backend) => {
      const { x, w, dy } = setting(backend);
      const [first] = grad(conv2d(x, w, null, { padding: 1 }), [w], { gradient: dy, createGraph: true });
      return grad(first.mul(first).sum(), [x, dy]).map((each) => Array.from(each.dataSync()));
    });
    expect(apart(received!, expected!)).toBeLessThan(2e-5);
  });
});
