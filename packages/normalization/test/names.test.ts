import { expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { programNames } from '../../core/test/programNames.js';
import { OSR, OTS } from '../src/index.js';
import { kinds, learn, steps } from './kinds.js';

test.each([
  ...Object.entries(kinds).map(([name, make]) => [name, (options: object) => make(4, options)] as const),
  ['OSR with a guard', (options: object) => new OSR(4, { guardRatio: 2, ...options })] as const,
])('every program of a norm has a name: %s', (_, make) => {
  const names = programNames((backend) => {
    const norm = make({ backend });
    const x = new Random(1).normal([steps, 5, 4], { backend, requiresGrad: true });
    learn(norm, x);
    sequence(norm.eval(), 1, () => norm.forward(x.select(0, 0)));
  });
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => name === '' || name.startsWith(' '))).toEqual([]);
});

test.each(['dynamic', 'running', 'causal'] as const)('and of a threshold: %s', (evaluation) => {
  const names = programNames((backend) => {
    const ots = new OTS({ evaluation, steps, backend });
    const x = new Random(1).normal([5, 4], { backend });
    for (const mode of [true, false]) sequence(ots.train(mode), steps, () => ots.forward(x));
  });
  expect(names).toContain('ots');
  expect(names.filter((name) => name === '' || name.startsWith(' '))).toEqual([]);
});
