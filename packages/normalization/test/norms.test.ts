import { describe, expect, test } from '@jest/globals';
import { ones, Random, ShapeError, ValueError } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { forwardSequence, sequence, SequenceError } from '@spikegrad/nn';

import { LinearNorm, OSR, presets, VanillaNorm } from '../src/index.js';
import { list } from './numbers.js';

const kinds = Object.entries({ OSR, VanillaNorm, LinearNorm });

describe.each(kinds)('%s refuses', (name, Norm) => {
  test.each([
    ['no channels', () => new Norm(0), 'at least one channel'],
    ['half a channel', () => new Norm(1.5), 'at least one channel'],
    ['an epsilon of 0', () => new Norm(1, { epsilon: 0 }), 'an epsilon above 0'],
    ['a momentum of 1', () => new Norm(1, { momentum: 1 }), 'a momentum of at least 0 and below 1'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(ValueError);
    expect(make).toThrow(`[${name}] expected ${message}`);
  });

  test('other channels, in training and in evaluation', () => {
    const norm = new Norm(3);
    for (const mode of [true, false]) {
      norm.train(mode);
      const act = () => sequence(norm, 1, () => norm.forward(ones([2, 4])));
      expect(act).toThrow(ShapeError);
      expect(act).toThrow(`[${name}] expected [N, 3, …] but received [2, 4]`);
    }
    expect(() => norm.forward(ones([3]))).toThrow(ShapeError);
  });

  test('to train outside of a sequence or for more steps than announced; evaluation needs none', () => {
    const norm = new Norm(2);
    const x = ones([4, 2]);
    expect(() => norm.forward(x)).toThrow(SequenceError);
    expect(() => sequence(norm, 1, () => [norm.forward(x), norm.forward(x)])).toThrow(SequenceError);
    expect(norm.eval().forward(x).shape).toEqual([4, 2]);
  });
});

test('OSR refuses a guard that every step would trip', () => {
  expect(() => new OSR(1, { guardRatio: 1 })).toThrow('[OSR] expected a guard ratio above 1, or null');
});

test('the presets are the paper and its released code', () => {
  expect(presets.paper).toEqual({
    norm: { guardRatio: null, gammaGradient: 'paper', flush: 'end' },
    neuron: { reset: 'hard' },
  });
  expect(presets.official).toEqual({
    norm: { guardRatio: 20, gammaGradient: 'official', flush: 'lazy' },
    neuron: { reset: 'soft' },
  });
  const [norm, neuron] = [new OSR(4, { ...presets.official.norm, guardRatio: 50 }), new LIF(presets.paper.neuron)];
  expect([norm.guardRatio, norm.flush, norm.gammaGradient, neuron.reset]).toEqual([50, 'lazy', 'official', 'hard']);
});

test.each(kinds)('%s gives the same step by step and in one call', (_, Norm) => {
  const frames = new Random(2).normal([3, 4, 2], { dtype: 'float64' });
  const [stepped, called] = [new Norm(2, { dtype: 'float64' }), new Norm(2, { dtype: 'float64' })];
  for (const mode of [true, false]) {
    const one = sequence(stepped.train(mode), 3, (t) => stepped.forward(frames.select(0, t))).flatMap(list);
    expect(list(forwardSequence(called.train(mode), frames))).toEqual(one);
    expect(list(called.runningVariance)).toEqual(list(stepped.runningVariance));
  }
});
