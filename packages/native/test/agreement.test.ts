import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conv2d, cpu, fromData, grad, matmul, Random, type Backend, type DType, type Tensor } from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import { backendOf, sets } from './backends.js';

/** Every set on one thread, and the first on two as well. */
const backends = [...sets.map((set) => backendOf(set, 1)), ...sets.slice(0, 1).map((set) => backendOf(set, 2))];
const [wasm, reference] = [createBackend(1), cpu()];

/** All native backends give the same bits, and WebAssembly and the reference in float64 the same to 2e-5 of the largest entry. */
function expectAgreement(compute: (backend: Backend, dtype: DType) => readonly Tensor[]): void {
  const plain = compute(reference, 'float64').map((x) => x.dataSync());
  const [first, ...others] = backends.map((backend) => compute(backend, 'float32').map((x) => x.dataSync()));
  for (const other of others) expect(other).toEqual(first);
  for (const results of [first ?? [], compute(wasm, 'float32').map((x) => x.dataSync())])
    results.forEach((values, i) => expect(differenceOf(values, plain[i]!)).toBeLessThan(2e-5));
}

function differenceOf(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [scale, most] = [1e-3, 0];
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) most = Math.max(most, Math.abs(values[i]! - expected[i]!) / scale);
  return most;
}

const convolution = fc.record({
  samples: fc.integer({ min: 1, max: 2 }),
  channels: fc.integer({ min: 1, max: 20 }),
  outputs: fc.integer({ min: 1, max: 40 }),
  groups: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.integer({ min: 0, max: 2 }),
  dilation: fc.integer({ min: 1, max: 2 }),
  density: fc.constantFrom<number>(0, 0.02, 0.15, 0.3, 1),
  valued: fc.boolean(),
  seed: fc.nat(1000),
});
type Convolution = typeof convolution extends fc.Arbitrary<infer T> ? T : never;

/** Value, input gradient and weight gradient. */
function gradients(backend: Backend, dtype: DType, g: Convolution): readonly Tensor[] {
  const random = new Random(g.seed);
  const shape = [g.samples, g.channels * g.groups, g.height, g.width];
  const [chance, drawn] = [random.uniform(shape).dataSync(), random.normal(shape).dataSync()];
  const spikes = chance.map((value, i) => (value < g.density ? (g.valued ? drawn[i]! : 1) : 0));
  const x = fromData(spikes, shape, { backend, dtype, requiresGrad: true });
  const w = random.normal([g.outputs * g.groups, g.channels, g.kernel, g.kernel], {
    backend,
    dtype,
    requiresGrad: true,
  });
  const { stride, padding, dilation, groups } = g;
  const y = conv2d(x, w, null, { stride, padding, dilation, groups });
  return [y, ...grad(y, [x, w], { gradient: random.normal(y.shape, { backend, dtype }) })];
}

const fits = (g: Convolution): boolean =>
  g.dilation * (g.kernel - 1) + 1 <= Math.min(g.height, g.width) + 2 * g.padding;

describe('native kernels compute what WebAssembly and the reference compute', () => {
  test('in convolutions of any geometry, sparse and dense, forward and both gradients', () => {
    fc.assert(
      fc.property(convolution, (g) => {
        fc.pre(fits(g));
        expectAgreement((backend, dtype) => gradients(backend, dtype, g));
      }),
      { numRuns: 40 },
    );
  });

  test('in 3 × 3 convolutions of stride 1 of many channels, by gathers and by Winograd', () => {
    const plain = { groups: 1, kernel: 3, stride: 1, dilation: 1 };
    fc.assert(
      fc.property(convolution, fc.integer({ min: 8, max: 70 }), (g, channels) => {
        const one = { ...g, ...plain, channels, height: g.height + 4, width: g.width + 4 };
        expectAgreement((backend, dtype) => gradients(backend, dtype, one));
      }),
      { numRuns: 12 },
    );
  });

  test('in matrix products of any shape, whichever way the operands are stored', () => {
    const length = fc.integer({ min: 1, max: 150 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        length,
        length,
        length,
        fc.boolean(),
        fc.boolean(),
        fc.nat(1000),
        (batch, m, n, k, transposeA, transposeB, seed) => {
          expectAgreement((backend, dtype) => {
            const random = new Random(seed);
            const a = random.normal([batch, ...(transposeA ? [k, m] : [m, k])], { backend, dtype });
            const b = random.normal([1, ...(transposeB ? [n, k] : [k, n])], { backend, dtype });
            return [matmul(a, b, { transposeA, transposeB })];
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('in products of more terms than are summed at once', () => {
    expectAgreement((backend, dtype) => {
      const random = new Random(1);
      return [matmul(random.normal([9, 1300], { backend, dtype }), random.normal([1300, 77], { backend, dtype }))];
    });
  });
});
