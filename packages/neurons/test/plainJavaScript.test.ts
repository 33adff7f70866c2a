import { expect, test } from '@jest/globals';
import { tensor, ValueError } from '@spikegrad/core';
import { AdaptiveLIF, IF, LIF, lifStep, ParametricLIF } from '../src/index.js';

/** With an option that the compiler rejects. */
const misspelt = (options?: object): never => ({ ...options, thresold: 2 }) as never;

test.each([
  ['IF', () => new IF(misspelt())],
  ['LIF', () => new LIF(misspelt({ tau: 3 }))],
  ['AdaptiveLIF', () => new AdaptiveLIF(misspelt({ tau: 3, adaptation: 1, adaptationTau: 2 }))],
  ['ParametricLIF', () => new ParametricLIF(misspelt({ tau: 3 }))],
  ['lifStep', () => lifStep(tensor([1]), null, misspelt({ leak: 1, threshold: () => tensor(1) }))],
])('%s fails for a misspelt option', (name, call) => {
  expect(call).toThrow(new ValueError(name, 'known options', "'thresold'"));
});
