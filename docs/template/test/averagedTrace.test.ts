import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memory, ValueError } from '@spikegrad/core';
import { bptt, online } from '@spikegrad/online';
import { call, largestDifference, learningCases } from '@spikegrad/testing';
import fc from 'fast-check';
import { averagedTrace } from '../src/index.js';

const decays = fc.constantFrom(0.5, 0.1, 0.9);
const cases = learningCases({ rules: () => decays.map((decay) => call(averagedTrace, { decay })) });

test('with a decay of 0 the rule is online', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const difference = largestDifference(each.learn(averagedTrace({ decay: 0 })), each.learn(online()));
      assert.ok(difference < 1e-10, `they differ by ${difference}`);
    }),
    { numRuns: 20 },
  );
});

test('the first layer, which no spikes reach, learns what online learns', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const [own, plain] = [each.learn(), each.learn(online())];
      const first = 'layers.0.weight';
      assert.ok(largestDifference(own.gradients[first]!, plain.gradients[first]!) < 1e-10);
    }),
    { numRuns: 20 },
  );
});

test('with one step the rule is BPTT', () => {
  fc.assert(
    fc.property(decays, learningCases({ maxSteps: 1 }), (decay, each) => {
      const difference = largestDifference(each.learn(averagedTrace({ decay })), each.learn(bptt()));
      assert.ok(difference < 1e-10, `they differ by ${difference}`);
    }),
    { numRuns: 20 },
  );
});

test('a batch leaves no tensors behind', () => {
  const [each] = fc.sample(cases, { numRuns: 1, seed: 1 });
  each!.learn();
  const before = memory().tensors;
  each!.learn();
  assert.equal(memory().tensors, before);
});

test('a decay of 1 is refused', () => {
  assert.throws(() => averagedTrace({ decay: 1 }), ValueError);
});
