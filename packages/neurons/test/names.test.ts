import { expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { sequence, type Module } from '@spikegrad/nn';
import { programNames } from '../../core/test/programNames.js';
import * as neurons from '../src/index.js';
import { AdaptiveLIF, IF, LIF, ParametricLIF } from '../src/index.js';

test.each<[string, string, (options: object) => Module]>([
  ['IF', 'lif charge', () => new IF()],
  ['LIF', 'lif charge', () => new LIF({ reset: 'soft' })],
  ['ParametricLIF', 'lif charge', (options) => new ParametricLIF(options)],
  ['AdaptiveLIF', 'adaptation', () => new AdaptiveLIF()],
])('every program of a neuron has a name: %s', (_, expected, make) => {
  const names = programNames((backend) => {
    const neuron = make({ backend });
    const x = new Random(1).normal([3, 4], { backend, requiresGrad: true });
    sequence(neuron, 2, () => neuron.forward(x)).forEach((y) => y.dispose());
    sequence(neuron, 2, () => neuron.forward(x), { throughTime: true })[1]!
      .sum()
      .backward();
  });
  expect(names).toContain(expected);
  expect(names.filter((name) => name === '' || name.startsWith(' '))).toEqual([]);
});

test.each([
  ['sigmoid', 4],
  ['atan', 2],
  ['triangle', 1],
  ['rectangle', 1],
  ['piecewiseExp', 1],
  ['softSign', 2],
  ['superSpike', 1],
  ['erf', 2],
] as const)(
  'a surrogate has the name of its function and its steepness, %s %d unless another is given',
  (name, usual) => {
    expect(neurons[name]().name).toBe(`${name} ${usual}`);
    expect(neurons[name](0.5).name).toBe(`${name} 0.5`);
  },
);

test('a neuron lists its generator, or none', () => {
  const random = new Random(1);
  expect([new LIF({ random }).random, new LIF().random]).toEqual([random, null]);
});
