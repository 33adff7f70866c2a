import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { conv2d, cpu, fromData, grad, Random, scope, sizeOf, type Backend, type DType } from '@spikegrad/core';
import { backendOver } from '../src/backend.js';
import { Machine } from '../src/machine/machine.js';
import { backendOf } from './backends.js';
import { convolutions, fits, gradients as gradientsOf, type Convolution } from './convolutions.js';

const backends = [backendOf(1), backendOf(2), backendOf(3), cpu()];
const exact = backendOver(new Machine(2, { exact: true, sharedFrom: 0 }));
const dense = backendOver(new Machine(2, { dense: true, sharedFrom: 0 }));

const geometry = convolutions({ samples: 3, channels: 40, outputs: [8, 70], size: 13, stride: 4 });

const gradients = (backend: Backend, g: Convolution, dtype: DType = 'float32'): readonly number[][] =>
  gradientsOf(backend, dtype, g).map((each) => Array.from(each.dataSync()));

describe('Convolutions of spikes', () => {
  const full = { groups: 1, kernel: 3, stride: 1, padding: 1, dilation: 1, density: 1, valued: true };

  /** The largest difference of value, input gradient and weight gradient, each in units of its largest entry. */
  const errorOf = (received: readonly number[][], expected: readonly number[][]): number =>
    Math.max(...received.map((values, i) => differenceOf(values, expected[i]!)));

  test('that are gathered, or go by way of Winograd, are what the reference computes, to the bit on any threads', () => {
    fc.assert(
      fc.property(geometry, (g) => {
        fc.pre(fits(g));
        const [one, two, three, plain] = backends.map((backend) => gradients(backend, g));
        expect(two).toEqual(one);
        expect(three).toEqual(one);
        one!.forEach((values, i) => expect(differenceOf(values, plain![i]!)).toBeLessThan(2e-5));
      }),
      { numRuns: 80 },
    );
  });

  test('of planes too large to stay near, in several bands of rows, are what the reference computes', () => {
    for (const [density, width] of [
      [0.1, 37],
      [0.001, 64],
      [0, 40],
    ] as const) {
      const g = { ...full, samples: 2, channels: 3, outputs: 33, height: 11, width, density, valued: false, seed: 4 };
      const [one, two, , plain] = backends.map((backend) => gradients(backend, g));
      expect(two).toEqual(one);
      expect(errorOf(one!, plain!)).toBeLessThan(2e-5);
    }
  });

  test('of that many channels that lists go through chunks of them are what the reference computes', () => {
    for (const [channels, groups, valued] of [
      [100, 2, false],
      [300, 1, false],
      [100, 1, true],
      [257, 1, true],
    ] as const) {
      const one = { ...full, samples: 2, channels, outputs: 9, groups, height: 3, width: 5, density: 0.1, valued };
      const [first, second, , plain] = backends.map((backend) => gradients(backend, { ...one, seed: 7 }));
      expect(second).toEqual(first);
      expect(errorOf(first!, plain!)).toBeLessThan(2e-5);
    }
  });

  test('are right where a sample of the input says that it is sparse and is wrong, and the other way round', () => {
    const shape = [16, 8, 32, 32];
    // Of the sixteen bands of 64 pixels of every sample one is looked at first: the first of the first, the second of the second.
    const isSampled = (i: number): boolean => Math.floor((i % 1024) / 64) === Math.floor(i / 8192);
    for (const isThere of [isSampled, (i: number) => !isSampled(i)]) {
      const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => (isThere(i) ? 1 : 0));
      const [one, two, , plain] = backends.map((backend) => {
        const x = fromData(values, shape, { backend });
        const w = new Random(1).normal([8, 8, 3, 3], { backend, requiresGrad: true });
        const y = conv2d(x, w, null, { padding: 1 });
        return [y, ...grad(y.mul(y).sum(), [w])].map((each) => Array.from(each.dataSync()));
      });
      expect(two).toEqual(one);
      expect(errorOf(one!, plain!)).toBeLessThan(2e-5);
    }
  });

  test('leave what was seen of their input beside it, for the weight gradient, and it goes with the input', () => {
    const backend = backendOf(1);
    const w = new Random(1).normal([32, 32, 3, 3], { backend });
    const before = backend.memory();
    const spikes = Float32Array.from({ length: 16384 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    const x = fromData(spikes, [2, 32, 16, 16], { backend });
    const alone = backend.memory();
    scope(() => void conv2d(x, w, null, { padding: 1 }));
    const after = backend.memory();
    expect(after.tensors).toBe(alone.tensors);
    expect(after.bytes).toBeGreaterThan(alone.bytes);
    expect(after.bytes - alone.bytes).toBeLessThan((4 * x.size) / 15);
    x.dispose();
    expect(backend.memory()).toMatchObject({ tensors: before.tensors, bytes: before.bytes });
  });

  test('are the same on a machine that is told to be dense, where inputs that are all there give the very same bits', () => {
    const one = { ...full, samples: 2, channels: 40, outputs: 40, height: 8, width: 8, seed: 3 };
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
      const g = { ...full, samples: 2, channels: 64, outputs: 64, height: 16, width: 16, seed };
      const expected = gradients(cpu(), g, 'float64');
      errors.fast.push(errorOf(gradients(backends[1]!, g), expected));
      errors.exact.push(errorOf(gradients(exact, g), expected));
    }
    expect(Math.max(...errors.fast)).toBeLessThan(1e-5);
    expect(Math.max(...errors.fast)).toBeGreaterThan(Math.max(...errors.exact));
    expect(Math.max(...errors.exact)).toBeLessThan(1e-6);
  });

  test('of more samples than are transformed at once have the gradients of all of them', () => {
    // Drawing as many random numbers would take most of the time.
    const varied = (shape: readonly number[], step: number, backend: Backend, requiresGrad = false) => {
      const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * step) % 1009) / 504 - 1);
      return fromData(values, shape, { backend, requiresGrad });
    };
    const [one, two, expected] = [backends[0]!, backends[1]!, exact].map((backend) => {
      const x = varied([20, 128, 16, 16], 611, backend, true);
      const w = varied([256, 128, 3, 3], 347, backend, true);
      const gradient = varied([20, 256, 16, 16], 523, backend);
      return grad(conv2d(x, w, null, { padding: 1 }), [x, w], { gradient }).map((each) => Array.from(each.dataSync()));
    });
    expect(errorOf(two!, one!)).toBe(0);
    expect(errorOf(one!, expected!)).toBeLessThan(2e-5);
  });
});

/** The largest difference, in units of the largest entry expected. */
function differenceOf(values: readonly number[], expected: readonly number[]): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  return values.reduce((most, value, j) => Math.max(most, Math.abs(value - expected[j]!)), 0) / scale;
}
