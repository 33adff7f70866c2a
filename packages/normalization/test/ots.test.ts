import { describe, expect, test } from '@jest/globals';
import { full, Random, scope, zeros, type Tensor } from '@spikegrad/core';
import { FixedThreshold, LIF } from '@spikegrad/neurons';
import { sequence, type Threshold } from '@spikegrad/nn';
import fc from 'fast-check';
import { OTS } from '../src/index.js';
import { double, expectClose, list, single } from './numbers.js';

const dtype = 'float64';

/** The thresholds of a sequence of membranes. */
const thresholds = (ots: Threshold, membranes: readonly Tensor[]): readonly number[] =>
  sequence(ots, membranes.length, (t) => ots.at(membranes[t]!)).map((theta) => list(theta)[0]!);

describe('the threshold of OTS', () => {
  test('by hand: k = (θ₀ − μ)/σ at the first step, μ + σ k afterwards', () => {
    const membranes = [[0, 1, 2], [0, 2, 4], [5, 5.5, 6], [-3, -2, -1]].map((u) => double(u)); // prettier-ignore
    // θ₀ = 2 lies one deviation above the first mean.
    expectClose(thresholds(new OTS({ initial: 2, dtype }), membranes), [2, 4, 6, -1]);
  });

  test('is one scalar for the whole layer and batch, whatever its shape', () => {
    const u = [1, 7, -2, 0.5, 3, 9, 2, -1];
    const next = u.map((each) => 3 * each - 1);
    const shapes = [[8], [2, 4], [2, 2, 2], [1, 2, 2, 2]];
    const all = shapes.map((shape) =>
      thresholds(
        new OTS({ dtype }),
        [u, next].map((each) => double(each).reshape(shape)),
      ),
    );
    for (const [first, second] of all) {
      expect(first).toBe(1);
      expect(second).toBeCloseTo(2, 12);
    }
  });

  test('makes the same neurons fire if all membranes are scaled and shifted', () => {
    const levels = fc
      .uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 })
      .filter((integers) => Math.max(...integers) >= 10); // some fire at the first step
    const stretch = fc.tuple(fc.double({ min: 0.1, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true }));
    fc.assert(
      fc.property(levels, fc.array(stretch, { minLength: 1, maxLength: 4 }), (integers, stretches) => {
        const u = integers.map((each) => (each + 0.5) / 10); // never at the threshold
        const ots = new OTS({ dtype });
        const spikes = sequence(ots, stretches.length + 1, (t) => {
          const [a, b] = t === 0 ? [1, 0] : stretches[t - 1]!;
          const membrane = double(u.map((each) => a * each + b));
          return membrane.greaterEqual(ots.at(membrane));
        }).map((frame) => String(list(frame)));
        expect(new Set(spikes).size).toBe(1);
      }),
    );
  });

  test('keeps the firing rate of Gaussian membranes, which changes with a fixed threshold', () => {
    const drift = [[0, 1], [0.8, 1.5], [-1, 0.5], [2, 3]] as const; // prettier-ignore
    const count = 20_000;
    const ratesUnder = (threshold: Threshold) => {
      const random = new Random(7);
      return sequence(threshold, drift.length, (t) => {
        const [mean, deviation] = drift[t]!;
        const u = random.normal([count], { mean, deviation, dtype });
        return u.greaterEqual(threshold.at(u)).mean();
      }).map((rate) => list(rate)[0]!);
    };
    const expected = 0.158655; // 1 − Φ(1)
    const fiveErrors = 5 * Math.sqrt((expected * (1 - expected)) / count);
    for (const rate of ratesUnder(new OTS({ dtype }))) expect(Math.abs(rate - expected)).toBeLessThan(fiveErrors);
    const moved = ratesUnder(new FixedThreshold(1)).slice(1).map((rate) => Math.abs(rate - expected)); // prettier-ignore
    expect(Math.min(...moved)).toBeGreaterThan(0.15);
  });

  test('begins again with every sequence', () => {
    const ots = new OTS({ dtype });
    const [quiet, loud] = [double([0, 1, 2]), double([0, 10, 20])];
    const first = thresholds(ots, [quiet, loud]);
    thresholds(ots, [loud, quiet]);
    expect(thresholds(ots, [quiet, loud])).toEqual(first);
  });

  test('has no gradient', () => {
    const neuron = new LIF({ threshold: new OTS({ dtype }) });
    const x = double([0.5, 1.5, 0.2], true);
    const gradients = sequence(neuron, 1, () => {
      neuron.forward(x).sum().backward();
      return list(x.grad);
    })[0]!;
    const s = (u: number) => 1 / (1 + Math.exp(-4 * (u - 1)));
    expectClose(gradients, [0.5, 1.5, 0.2].map((u) => 4 * s(u) * (1 - s(u)))); // prettier-ignore
  });
});

describe('a layer of equal membranes', () => {
  test.each([0, 0.1, -3, 1e6])(
    'all membranes at %p: θ₀, no NaN, and k waits for the first step that varies',
    (level) => {
      for (const cast of [single, (x: Tensor) => x]) {
        const dead = cast(full([3, 7, 5], level, { dtype }));
        const alive = [0.5, 1].map((width) => cast(double([0, width, 2 * width])));
        const ots = new OTS({ dtype: dead.dtype });
        // First μ = σ = ½, so that k = 1; then μ = σ = 1.
        expectClose(thresholds(ots, [dead, dead, alive[0]!, dead, alive[1]!]), [1, 1, 1, 1, 2], 1e-6);
      }
    },
  );

  test('a single membrane has no deviation: θ₀ at every step', () => {
    expect(thresholds(new OTS({ dtype }), [double([[3]]), double([[-8]])])).toEqual([1, 1]);
  });

  test('neurons without input stay silent and finite', () => {
    const neuron = new LIF({ threshold: new OTS() });
    const spikes = scope(() => sequence(neuron, 3, () => neuron.forward(zeros([2, 4]))).flatMap(list));
    expect(new Set(spikes)).toEqual(new Set([0]));
  });
});
