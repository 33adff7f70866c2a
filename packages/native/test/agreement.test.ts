import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  avgPool2d,
  cpu,
  grad,
  matmul,
  maxPool2d,
  Random,
  type Backend,
  type DType,
  type Tensor,
} from '@spikegrad/core';
import { createBackend } from '@spikegrad/wasm/kernels';
import { backendOf, sets } from './backends.js';
import { convolutions, fits, gradients } from '../../wasm/test/convolutions.js';

const convolution = convolutions({ samples: 2, channels: 20, outputs: [1, 40], size: 9, stride: 3 });

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

  test('in 3 × 3 convolutions of planes whose rows of tiles fill vectors, of any height', () => {
    const plain = { groups: 1, kernel: 3, stride: 1, dilation: 1, padding: 1, density: 1 };
    fc.assert(
      fc.property(
        convolution,
        fc.constantFrom(4, 8, 16, 32),
        fc.integer({ min: 8, max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        (g, width, channels, samples) => {
          const one = { ...g, ...plain, channels, width, samples, height: g.height + 4, outputs: g.outputs + 7 };
          expectAgreement((backend, dtype) => gradients(backend, dtype, one));
        },
      ),
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

  test('in pooling by windows of any geometry, and its gradient', () => {
    const size = fc.integer({ min: 4, max: 40 });
    const window = fc.constantFrom(
      { kernel: 2, stride: 2, padding: 0 },
      { kernel: 3, stride: 2, padding: 1 },
      { kernel: 2, stride: 3, padding: 0 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        size,
        size,
        window,
        fc.nat(1000),
        (planes, height, width, g, seed) => {
          expectAgreement((backend, dtype) => {
            const random = new Random(seed);
            const x = random.normal([1, planes, height, width], { backend, dtype, requiresGrad: true });
            return [avgPool2d, maxPool2d].flatMap((pool) => {
              const y = pool(x, g.kernel, { stride: g.stride, padding: g.padding });
              return [y, ...grad(y, [x], { gradient: random.normal(y.shape, { backend, dtype }) })];
            });
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
