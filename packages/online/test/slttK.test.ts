import { expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import { SGD } from '@spikegrad/nn';
import { slttK } from '../src/index.js';
import { batchOf, spikingNet, stepOf } from './spikingNet.js';

const random = new Random(1);

test.each([0, 1.5, Number.NaN])('K of %p is refused', (k) => {
  expect(() => slttK({ k, random })).toThrow(ValueError);
});

test('sequences of fewer than K steps are refused', () => {
  const model = spikingNet();
  const lesson = {
    model,
    optimizer: new SGD(model.parameters()),
    steps: 2,
    step: stepOf(model, batchOf({ steps: 2 })),
  };
  expect(() => slttK({ k: 3, random }).learn(lesson)).toThrow('sequences of at least 3 steps but received 2');
});

test('moving at every step moves K times a sequence', () => {
  const model = spikingNet();
  const optimizer = new SGD(model.parameters());
  slttK({ k: 2, random, update: 'online' }).learn({ model, optimizer, steps: 5, step: stepOf(model, batchOf({})) });
  expect(optimizer.steps).toBe(2);
});
