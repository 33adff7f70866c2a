import { expect, test } from '@jest/globals';
import { Sequential } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';
import { dynamically } from '../src/training/dynamically.js';

test('norms and thresholds are evaluated dynamically within, and as before after it, an error included', async () => {
  const [norm, threshold] = [new OSR(2), new OTS({ steps: 2, evaluation: 'causal' })];
  const model = new Sequential(norm, new LIF({ threshold }));
  const seen = (): readonly string[] => [norm.evaluation, threshold.evaluation];
  expect(await dynamically(model, () => Promise.resolve(seen()))).toEqual(['dynamic', 'dynamic']);
  expect(seen()).toEqual(['running', 'causal']);
  await expect(dynamically(model, () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
  expect(seen()).toEqual(['running', 'causal']);
});
