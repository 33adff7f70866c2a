import { describe, expect, test } from '@jest/globals';
import { ones, ShapeError, SpikegradError, ValueError } from '@spikegrad/core';
import { Parameter, SequenceError, sequence, Threshold } from '@spikegrad/nn';
import { atan, FixedThreshold, IF, LIF, ParametricLIF, type NeuronOptions } from '../src/index.js';

type Refusal = readonly [what: string, make: () => unknown, message: string];

/** Options as they come from a script in plain JavaScript. */
const untyped = (options: object): NeuronOptions => options as NeuronOptions;

const values: readonly Refusal[] = [
  ['a time constant below a step', () => new LIF({ tau: 0.5 }), '[LIF] expected a time constant of at least 1 step'],
  ['no time constant', () => new LIF({ tau: NaN }), '[LIF] expected a time constant of at least 1 step'],
  ['a learned τ of 1', () => new ParametricLIF({ tau: 1 }), '[ParametricLIF] expected a time constant above 1 step'],
  ['an endless learned τ', () => new ParametricLIF({ tau: Infinity }), '[ParametricLIF] expected'],
  ['a threshold of 0', () => new LIF({ threshold: 0 }), '[FixedThreshold] expected a number above 0'],
  ['an endless threshold', () => new FixedThreshold(Infinity), '[FixedThreshold] expected a number above 0'],
  ['dropout of everything', () => new IF({ dropout: 1 }), '[IF] expected dropout of at least 0 and below 1'],
  ['negative dropout', () => new LIF({ dropout: -0.1 }), '[LIF] expected dropout of at least 0 and below 1'],
  [
    'a threshold by name',
    () => new LIF(untyped({ threshold: 'x' })),
    '[LIF] expected a threshold that is a number or a',
  ],
  [
    'another reset',
    () => new LIF(untyped({ reset: 'none' })),
    "[LIF] expected a reset of 'hard' or 'soft' but received",
  ],
  [
    'a surrogate by name',
    () => new LIF(untyped({ surrogate: 'atan' })),
    '[LIF] expected a surrogate such as atan() but',
  ],
  [
    'a surrogate uncalled',
    () => new IF(untyped({ surrogate: atan })),
    'a surrogate such as atan() but received a function',
  ],
  ['dropout without a generator', () => new LIF({ dropout: 0.1 }), '[LIF] expected a random generator for dropout'],
];

/** What would never learn, for no gradient flows through a threshold. */
class Learned extends Threshold {
  override readonly initial = 1;
  readonly theta = new Parameter(ones([1]));
  override at() {
    return this.theta;
  }
}

describe('a neuron fails for', () => {
  test.each(values)('%s', (_, make, message) => {
    expect(make).toThrow(ValueError);
    expect(make).toThrow(message);
  });

  test.each([LIF, IF, ParametricLIF])('a threshold with parameters, which no gradient would reach: %p', (Kind) => {
    const make = () => new Kind({ threshold: new Learned() });
    expect(make).toThrow(ValueError);
    expect(make).toThrow('(a neuron learns its own as its `thresholdIncrease`) but received Learned with theta');
  });

  test('a step outside a sequence', () => {
    const act = () => new LIF().forward(ones([2]));
    expect(act).toThrow(SequenceError);
    expect(act).toThrow('[LIF] expected to run inside sequence(model, steps, body)');
  });

  test('more steps than announced, and can be used again afterwards', () => {
    const neuron = new LIF();
    const twice = () =>
      sequence(neuron, 1, () => {
        neuron.forward(ones([2]));
        return neuron.forward(ones([2]));
      });
    expect(twice).toThrow(SequenceError);
    expect(twice).toThrow('[LIF] expected the 1 steps announced to sequence but received step 2');
    expect(sequence(neuron, 1, () => neuron.forward(ones([2])))).toHaveLength(1);
  });

  test('another batch size within a sequence', () => {
    const neuron = new LIF();
    const act = () => sequence(neuron, 2, (t) => neuron.forward(ones([2 - t, 3])));
    expect(act).toThrow(ShapeError);
    expect(act).toThrow(SpikegradError);
  });
});
