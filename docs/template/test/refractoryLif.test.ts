import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stack, tensor, ValueError } from '@spikegrad/core';
import { arbitraries } from '@spikegrad/core/arbitraries';
import { forwardSequence, sequence } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { bptt, online } from '@spikegrad/online';
import { construct, largestDifference, learningCases } from '@spikegrad/testing';
import fc from 'fast-check';
import { RefractoryLIF } from '../src/index.js';

test('a spike keeps the neuron from firing for one step', () => {
  const neuron = new RefractoryLIF({ tau: 2, reset: 'hard', refractoriness: 10 });
  const spikes = sequence(neuron, 4, () => neuron.forward(tensor([3])));
  // u = 3 fires; u = 3 stays below 1 + 10; u = 3 / 2 + 3 fires; u = 3 does not.
  assert.deepEqual(spikes.map((spike) => spike.dataSync()[0]), [1, 0, 1, 0]); // prettier-ignore
});

test('without refractoriness it is LIF, step by step and in one call', () => {
  const frames = fc.integer({ min: 1, max: 5 }).chain((steps) => arbitraries.tensorOf([steps, 2, 3]));
  fc.assert(
    fc.property(frames, (x) => {
      const [own, lif] = [new RefractoryLIF({ refractoriness: 0 }), new LIF()];
      const stepped = stack(sequence(own, x.shape[0]!, (t) => own.forward(x.select(0, t))));
      assert.deepEqual(stepped.dataSync(), forwardSequence(lif, x).dataSync());
      assert.deepEqual(forwardSequence(own, x).dataSync(), stepped.dataSync());
    }),
  );
});

test('a network of these neurons learns the same online and through time when there is one step', () => {
  const neurons = fc.constantFrom(0, 0.5, 2).map((refractoriness) => construct(RefractoryLIF, { refractoriness }));
  fc.assert(
    fc.property(learningCases({ neurons, maxSteps: 1 }), (each) => {
      const difference = largestDifference(each.learn(online()).gradients, each.learn(bptt()).gradients);
      assert.ok(difference < 1e-10, `the gradients differ by ${difference}`);
    }),
    { numRuns: 20 },
  );
});

test('a negative refractoriness is refused', () => {
  assert.throws(() => new RefractoryLIF({ refractoriness: -1 }), ValueError);
});
