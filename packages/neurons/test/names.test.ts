import { expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { sequence, type Module } from '@spikegrad/nn';
import { programNames } from '../../core/test/programNames.js';
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
