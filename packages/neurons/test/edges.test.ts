import { expect, test } from '@jest/globals';
import { Random } from '@spikegrad/core';
import { AdaptiveLIF, atan, FixedThreshold, IF, LIF, ParametricLIF } from '../src/index.js';

test.each<[string, () => unknown]>([
  ['a time constant of one step', () => new LIF({ tau: 1 })],
  ['an endless time constant', () => new LIF({ tau: Infinity })],
  ['a learned time constant just above one step', () => new ParametricLIF({ tau: 1 + 2 ** -20 })],
  ['no adaptation', () => new AdaptiveLIF({ adaptation: 0 })],
  ['an adaptation that is gone after a step', () => new AdaptiveLIF({ adaptationTau: 1 })],
  ['a tiny threshold', () => new FixedThreshold(Number.MIN_VALUE)],
  ['dropout of nothing, without a generator', () => new IF({ dropout: 0 })],
  ['dropout of almost everything', () => new IF({ dropout: 1 - 2 ** -20, random: new Random(1) })],
  ['a slope that is almost flat', () => atan(Number.MIN_VALUE)],
])('%s is in the valid range', (_, make) => expect(make).not.toThrow());
