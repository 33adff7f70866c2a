import { expect, test } from '@jest/globals';
import { Random, ValueError } from '@spikegrad/core';
import { SGD } from '@spikegrad/nn';
import { slttK, type StepResult } from '../src/index.js';
import { batchOf, spikingNet, stepOf } from './spikingNet.js';

const random = new Random(1);

test.each([0, 1.5, Number.NaN])('K of %p fails', (k) => {
  expect(() => slttK({ k, random })).toThrow(ValueError);
});

test('sequences of fewer than K steps fail', () => {
  const model = spikingNet();
  const batch = {
    model,
    optimizer: new SGD(model.parameters()),
    steps: 2,
    step: stepOf(model, batchOf({ steps: 2 })),
  };
  expect(() => slttK({ k: 3, random }).learn(batch)).toThrow('sequences of at least 3 steps but received 2');
});

test('with update online there are K updates per sequence', () => {
  const model = spikingNet();
  const optimizer = new SGD(model.parameters());
  slttK({ k: 2, random, update: 'online' }).learn({ model, optimizer, steps: 5, step: stepOf(model, batchOf({})) });
  expect(optimizer.steps).toBe(2);
});

test('K steps have a backward pass, drawn from the generator for every sequence', () => {
  const [model, batch] = [spikingNet(), batchOf({ steps: 8 })];
  const rule = slttK({ k: 3, random: new Random(7) });
  const learnedFrom = (): readonly number[] => {
    const recorded: number[] = [];
    const step = (t: number): StepResult => {
      const result = stepOf(model, batch)(t);
      if (result.loss.requiresGrad) recorded.push(t);
      return result;
    };
    rule.learn({ model, optimizer: new SGD(model.parameters()), steps: 8, step });
    return recorded;
  };
  const random = new Random(7);
  const drawn = (): readonly number[] => [...random.permutation(8).subarray(0, 3)].sort((a, b) => a - b);
  const [first, second, third] = [drawn(), drawn(), drawn()];
  expect([learnedFrom(), learnedFrom(), learnedFrom()]).toEqual([first, second, third]);
  expect(second).not.toEqual(first);
});
