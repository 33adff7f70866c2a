import { describe, expect, test } from '@jest/globals';
import { Random, ShapeError, type Tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { sequence } from '@spikegrad/nn';
import fc from 'fast-check';
import { OTS } from '../src/index.js';
import { double, expectClose, list } from './numbers.js';

const dtype = 'float64';
const causal = (): OTS => new OTS({ evaluation: 'causal', dtype }).eval();

/** The thresholds of a sequence of membranes, step by step. */
const thresholds = (membranes: readonly Tensor[], ots = causal()): readonly (readonly number[])[] =>
  sequence(ots, membranes.length, (t) => ots.at(membranes[t]!)).map(list);

/** The mean and the unbiased deviation of numbers. */
function spreadOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Membranes `[samples, channels, 4]` of each step. */
const membranesOf = (seed: number, steps: number, samples = 3, channels = 2): readonly Tensor[] => {
  const random = new Random(seed);
  return Array.from({ length: steps }, (_, t) =>
    random.normal([samples, channels, 4], { mean: 0.3 * t, deviation: 1 + 0.2 * t, dtype }),
  );
};

describe('causal thresholds', () => {
  test('are μ + σ k of each channel of each sample over the steps so far, k from the first in which one of its neurons fires', () => {
    const membranes = membranesOf(1, 4);
    const received = thresholds(membranes);
    const all = membranes.map(list);
    const firsts = new Set<number>();
    for (let group = 0; group < 6; group++) {
      const own = all.map((values) => values.slice(4 * group, 4 * group + 4));
      const first = own.findIndex((values) => Math.max(...values) >= 1);
      firsts.add(first);
      const soFar = own.map((_, t) => spreadOf(own.slice(0, t + 1).flat()));
      const k = (1 - soFar[first]!.mean) / soFar[first]!.deviation;
      expectClose(
        received.map((theta) => theta[group]!),
        soFar.map(({ mean, deviation }, t) => (t < first ? 1 : mean + deviation * k)),
      );
    }
    expect(firsts.size).toBeGreaterThan(1); // some channels wait
  });

  test('have one value for each channel, which broadcasts to its membranes', () => {
    const ots = causal();
    const [theta] = sequence(ots, 1, () => ots.at(new Random(1).normal([2, 3, 4, 5], { dtype })));
    expect(theta!.shape).toEqual([2, 3, 1, 1]);
  });

  test('of a sample are the same in any batch, to the bit', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, samples) => {
        const membranes = membranesOf(seed, 3, samples);
        const together = thresholds(membranes);
        const alone = Array.from({ length: samples }, (_, n) => thresholds(membranes.map((u) => u.slice(0, n, n + 1))));
        together.forEach((theta, t) => expect(alone.flatMap((each) => each[t]!)).toEqual(theta));
      }),
      { numRuns: 30 },
    );
  });

  test('do not depend on later steps', () => {
    const [long, short] = [thresholds(membranesOf(1, 5)), thresholds(membranesOf(1, 2))];
    expect(long.slice(0, 2)).toEqual(short);
  });

  test('follow a single membrane by its past: θ₀ twice, since one value does not vary, then μ + σ k', () => {
    // At the second step μ = 1.5 and σ = √½, so k = −½/√½; then μ = 2 and σ = 1.
    expectClose(thresholds([1, 2, 3].map((u) => double([[u]]))).flat(), [1, 1, 2 - Math.SQRT1_2]);
  });

  test.each([0, 0.1, 1e6])('stay at θ₀ if nothing varies, all membranes at %p', (level) => {
    const same = Array.from({ length: 4 }, () => double([[[level, level, level]]]));
    expect(thresholds(same).flat()).toEqual([1, 1, 1, 1]);
  });

  test('work in neurons, begin again with every sequence and do not change stored thresholds', () => {
    const ots = new OTS({ steps: 2, evaluation: 'causal', dtype });
    const neuron = new LIF({ threshold: ots });
    const x = new Random(2).normal([2, 3, 4], { mean: 1, dtype });
    neuron.eval();
    const run = () => sequence(neuron, 3, () => neuron.forward(x)).flatMap(list);
    expect(run()).toEqual(run());
    expect(new Set(run())).toEqual(new Set([0, 1]));
    expect(list(ots.thresholds)).toEqual([1, 1]);
  });

  test('are for evaluation: training has one threshold for the layer and batch', () => {
    const ots = new OTS({ evaluation: 'causal', dtype });
    expect(thresholds(membranesOf(1, 2), ots).map((theta) => theta.length)).toEqual([1, 1]);
  });

  test('need membranes with channels', () => {
    expect(() => thresholds([double([1, 2])])).toThrow(ShapeError);
    expect(() => thresholds([double([1, 2])])).toThrow('[N, C, …] for causal evaluation');
  });
});
