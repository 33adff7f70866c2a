import { expect, test } from '@jest/globals';
import { Random, tensor, ValueError, zeros } from '@spikegrad/core';
import {
  AvgPool2d,
  Conv2d,
  cosine,
  Dropout,
  forwardSequence,
  Linear,
  loadStateDict,
  MaxPool2d,
  Monitor,
  onlineLoss,
  PoissonEncoder,
  sequence,
  Sequential,
  stepDecay,
  warmUp,
  WSConv2d,
} from '../src/index.js';

/** With an option that the compiler rejects. */
const misspelt = <Options extends object>(options?: Options): never => ({ ...options, biass: false }) as never;

const random = new Random(1);
const model = new Sequential();

test.each([
  ['Linear', () => new Linear(1, 1, misspelt({ random }))],
  ['Conv2d', () => new Conv2d(1, 1, 3, misspelt({ random }))],
  ['WSConv2d', () => new WSConv2d(1, 1, 3, misspelt({ random }))],
  ['AvgPool2d', () => new AvgPool2d(2, misspelt())],
  ['MaxPool2d', () => new MaxPool2d(2, misspelt())],
  ['Dropout', () => new Dropout(0.5, misspelt({ random }))],
  ['PoissonEncoder', () => new PoissonEncoder(misspelt({ random }))],
  ['onlineLoss', () => onlineLoss(zeros([1, 2]), tensor([0]), misspelt())],
  ['Monitor', () => new Monitor(model, misspelt())],
  ['sequence', () => sequence(model, 1, () => 0, misspelt())],
  ['forwardSequence', () => forwardSequence(model, zeros([1, 1]), misspelt())],
  ['loadStateDict', () => loadStateDict(model, {}, misspelt())],
  ['cosine', () => cosine(misspelt({ initial: 0.1, length: 10 }))],
  ['stepDecay', () => stepDecay(misspelt({ initial: 0.1, every: 10 }))],
  ['warmUp', () => warmUp((moment) => moment, misspelt({ length: 10 }))],
])('%s fails for a misspelt option', (name, call) => {
  expect(call).toThrow(new ValueError(name, 'known options', "'biass'"));
});
