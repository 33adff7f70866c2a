import { describe, expect, test } from '@jest/globals';
import { cpu, fromData, type Backend, type Tensor } from '@spikegrad/core';
import { Monitor, sequence } from '@spikegrad/nn';
import fc from 'fast-check';
import { OSR } from '../src/index.js';
import { double, expectClose, list } from './numbers.js';

const epsilon = 1e-4;
const [gamma, beta] = [
  [1.5, -0.7],
  [0.1, 0.3],
] as const;

/** Two samples ±σ around μ in each of two channels. */
const frame = (means: readonly number[], deviations: readonly number[]): Tensor =>
  double([-1, 1].map((sign) => means.map((mean, channel) => mean + sign * deviations[channel]!)));

interface Outcome {
  readonly value: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}

function step(x: Tensor, variances: readonly number[], guardRatio: number | null): Outcome {
  const norm = new OSR(2, { guardRatio, epsilon, dtype: 'float64' });
  norm.gamma.replace(double(gamma));
  norm.beta.replace(double(beta));
  norm.runningMean.replace(double([0.2, -0.4]));
  norm.runningVariance.replace(double(variances));
  const input = x.detach();
  input.requiresGrad = true;
  const [value] = sequence(norm, 1, () => {
    const y = norm.forward(input);
    y.backward({
      gradient: double([
        [1, 2],
        [-0.5, 3],
      ]),
    });
    return y;
  });
  return { value: list(value!), gradients: [input, norm.gamma, norm.beta].map(({ grad }) => list(grad)) };
}

const ratio = (deviation: number, variance: number): number => {
  const q = Math.sqrt(deviation ** 2 + epsilon) / Math.sqrt(variance + epsilon);
  return Math.max(q, 1 / q);
};

const scale = fc.double({ min: -3, max: 3, noNaN: true }).map((exponent) => 10 ** exponent);
const twice = <T>(each: fc.Arbitrary<T>) => fc.tuple(each, each);

describe('the guard', () => {
  test('falls back to the statistics of the step exactly when the ratio of any channel exceeds it', () => {
    const met = { fell: 0, stayed: 0 };
    const limits = fc.double({ min: 1.5, max: 50, noNaN: true });
    fc.assert(
      fc.property(twice(scale), twice(scale), limits, (deviations, variances, limit) => {
        const largest = Math.max(...deviations.map((deviation, i) => ratio(deviation, variances[i]!)));
        fc.pre(Math.abs(largest / limit - 1) > 1e-6);
        const means = [0.5, 2];
        const { value } = step(frame(means, deviations), variances, limit);
        // γ (±σ)/√(σ² + ε) + β of the step itself
        const hat = deviations.map((each) => each / Math.sqrt(each ** 2 + epsilon));
        const own = (sign: number) => hat.map((each, i) => gamma[i]! * sign * each + beta[i]!);
        const unguarded = step(frame(means, deviations), variances, null).value;
        const falls = largest > limit;
        met[falls ? 'fell' : 'stayed']++;
        expectClose(value, falls ? [...own(-1), ...own(1)] : [...unguarded]);
      }),
    );
    expect(Math.min(met.fell, met.stayed)).toBeGreaterThan(5);
  });

  test('does not change the backward pass', () => {
    const x = frame([0.5, 2], [30, 1]);
    const [guarded, free] = [step(x, [1, 1], 20), step(x, [1, 1], null)];
    expect(guarded.value).not.toEqual(free.value);
    expect(guarded.gradients).toEqual(free.gradients);
  });

  test('acts for too small and for too large deviations', () => {
    const x = frame([0.5, 2], [1, 1e-4]);
    expect(step(x, [1, 1], 20).value).not.toEqual(step(x, [1, 1], null).value);
  });

  test('is 20 by default, and off with null', () => {
    expect(new OSR(1).guardRatio).toBe(20);
    expect(new OSR(1, { guardRatio: null }).guardRatio).toBeNull();
  });

  test('tells a monitor the steps in which it acted', async () => {
    const norm = new OSR(2, { dtype: 'float64' });
    const monitor = new Monitor(norm);
    const frames = [frame([0, 0], [1, 1]), frame([0, 0], [1, 100])];
    sequence(norm, 2, (t) => norm.forward(frames[t]!), { monitor });
    expect((await monitor.read())['']!['guard']).toEqual([0, 1]);
  });

  test('reads nothing back during a step', () => {
    let open = true;
    const host = cpu();
    const silent: Backend = {
      ...host,
      read: () => Promise.reject(new Error('read')),
      readSync(handle, dtype, size) {
        if (!open) throw new Error('read');
        return host.readSync!(handle, dtype, size);
      },
    };
    const norm = new OSR(2, { backend: silent });
    const tensors = [1, 100].map((deviation) => fromData([-1, -deviation, 1, deviation], [2, 2], { backend: silent }));
    open = false;
    const values = sequence(norm, 2, (t) => {
      const y = norm.forward(tensors[t]!);
      y.sum().backward();
      return y;
    });
    open = true;
    expect(list(values[1]!).map(Math.round)).toEqual([-1, -1, 1, 1]); // fell back
  });
});
