import { describe, expect, test } from '@jest/globals';
import { channelStatistics, Random, type Tensor } from '@spikegrad/core';
import { Monitor, sequence } from '@spikegrad/nn';
import { OSR } from '../src/index.js';
import { list } from './numbers.js';

const dtype = 'float64';
/** Spike trains of one overall rate p, ever less even over time. */
const p = 0.3;
const rates = [0, 0.05, 0.1, 0.2].map((swing) => [p - swing, p + swing, p + swing, p - swing]);

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
const variance = (values: readonly number[]): number => mean(values.map((x) => x * x)) - mean(values) ** 2;

/** Currents `[N, out]` of each step: independent spikes of that step's rate through weights `[in, out]`. */
function currents(rate: readonly number[], weight: Tensor, count: number, random: Random): readonly Tensor[] {
  const inputs = weight.shape[0]!;
  return rate.map((each) => random.uniform([count, inputs], { dtype }).less(each).matmul(weight));
}

describe('Theorem 4.2: at the same overall rate', () => {
  test('the recorded temporal covariate shift grows with the variance of the rate over time', async () => {
    const [inputs, outputs] = [40, 8];
    const weight = new Random(1).normal([inputs, outputs], { dtype });
    const sums = list(weight.sum(0)); // a channel's mean is p[t] Σ w
    const random = new Random(2);
    for (const rate of rates) {
      const frames = currents(rate, weight, 4000, random);
      const norm = new OSR(outputs, { dtype });
      const monitor = new Monitor(norm);
      sequence(norm, rate.length, (t) => void norm.forward(frames[t]!), { monitor });
      const [between] = (await monitor.read())['']!['between']!;
      const expected = variance(rate) * mean(sums.map((sum) => sum * sum));
      // What is left with an even rate is sampling: Σ w² p (1 − p) / N.
      expect(Math.abs(between! - expected)).toBeLessThan(0.05 * expected + 0.01);
    }
  });
});

describe('Theorem 4.3: at the same overall rate', () => {
  test('the expected variance within a step, over the outputs of a sample, does not change', () => {
    const [inputs, outputs, deviation] = [100, 1000, 0.5];
    const weight = new Random(3).normal([inputs, outputs], { dtype, deviation });
    const random = new Random(4);
    const expected = ((inputs * (outputs - 1)) / outputs) * p * deviation ** 2;
    for (const rate of rates) {
      const within = currents(rate, weight, 60, random).map((frame) =>
        mean(list(channelStatistics(frame.transpose()).variance)),
      );
      expect(Math.abs(mean(within) / expected - 1)).toBeLessThan(0.05);
    }
  });
});
