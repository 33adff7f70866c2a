import { describe, expect, test } from '@jest/globals';
import { ones, Random, ValueError } from '@spikegrad/core';
import { Monitor, sequence, Threshold } from '@spikegrad/nn';
import fc from 'fast-check';
import { AdaptiveLIF, LIF } from '../src/index.js';
import { double, list } from './double.js';

/** A threshold that is told from outside. */
class Told extends Threshold {
  override readonly initial = 1;
  private readonly values: readonly number[];
  constructor(values: readonly number[]) {
    super();
    this.values = values;
  }
  override at() {
    return double(this.values[this.nextStep()]!);
  }
}

const thresholdsOf = async (neuron: AdaptiveLIF, xs: readonly number[]): Promise<readonly number[]> => {
  const monitor = new Monitor(neuron);
  sequence(neuron, xs.length, (t) => neuron.forward(double([[xs[t]!]])), { monitor });
  return (await monitor.read())['']!['threshold']!;
};

describe('the threshold of an adaptive neuron', () => {
  const adaptation = { adaptation: 0.5, adaptationTau: 2, reset: 'hard' } as const;

  test('by hand: it is 0.5 higher after a spike, and 0.25 higher a step later', async () => {
    expect(await thresholdsOf(new AdaptiveLIF(adaptation), [1, 0, 2, 2, 0])).toEqual([1, 1.5, 1.25, 1.625, 1.8125]); // prettier-ignore
  });

  test('adds to any own threshold', async () => {
    const neuron = new AdaptiveLIF({ ...adaptation, threshold: new Told([1, 2, 3]) });
    expect(await thresholdsOf(neuron, [1, 0, 0])).toEqual([1, 2.5, 3.25]);
  });

  test('is separate for each neuron', () => {
    const neuron = new AdaptiveLIF(adaptation);
    const spikes = sequence(neuron, 2, (t) => neuron.forward(double([[t === 0 ? 1 : 1.25, t === 0 ? 0 : 1.25]])));
    expect(spikes.map(list)).toEqual([[1, 0], [0, 1]]); // prettier-ignore
  });

  test('rises also for spikes that dropout sets to 0', async () => {
    const neuron = new AdaptiveLIF({ ...adaptation, dropout: 0.9, random: new Random(1) });
    const monitor = new Monitor(neuron);
    sequence(neuron, 2, () => neuron.forward(ones([1, 200])), { monitor });
    expect((await monitor.read())['']!['threshold']).toEqual([1, 1.5]);
  });
});

test('without adaptation it is LIF, to the bit', () => {
  const current = fc.array(fc.double({ min: -2, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(current, fc.constantFrom('hard', 'soft' as const), (xs, reset) => {
      const [adaptive, plain] = [new AdaptiveLIF({ adaptation: 0, reset }), new LIF({ reset })].map((neuron) =>
        sequence(neuron, xs.length, (t) => neuron.forward(double([xs[t]!]))).flatMap(list),
      );
      expect(adaptive).toEqual(plain);
    }),
  );
});

test('an adaptation below 0 and a time constant below one step fail', () => {
  expect(() => new AdaptiveLIF({ adaptation: -1 })).toThrow(ValueError);
  expect(() => new AdaptiveLIF({ adaptation: Number.NaN })).toThrow(
    '[AdaptiveLIF] expected an adaptation of at least 0',
  );
  expect(() => new AdaptiveLIF({ adaptationTau: 0.5 })).toThrow('of at least 1 step but received 0.5');
});
