import { describe, expect, test } from '@jest/globals';
import { meta, zeros } from '@spikegrad/core';
import { buildOptimizer, buildRule } from '../src/build/learning.js';
import { trainingBatchOf } from '../src/build/trainingBatch.js';
import { buildNetwork } from '../src/build/network.js';
import { parseConfig } from '../src/config/parse.js';
import type { Section } from '../src/config/section.js';
import type { RunConfig } from '../src/schema/sections.js';
import { batchShapeOf, inputOf } from '../src/summary/inputOf.js';
import { stepMemory, type StepMemory } from '../src/summary/stepMemory.js';

const configOf = (fields: Section): RunConfig => {
  const base = { data: { set: 'cifar10' }, batchSize: 2, model: { depth: 5, width: 1 / 8 }, rule: { name: 'bptt' } };
  return parseConfig({ ...base, ...fields }, 'memory');
};

/** The bytes of a whole training step, counted as it is walked through. */
function counted(config: RunConfig): StepMemory {
  const shown = inputOf(config);
  const backend = meta();
  const model = buildNetwork(config, shown, undefined, backend);
  const optimizer = buildOptimizer(model, config.optimizer);
  const [image, label] = [zeros(batchShapeOf(config, shown), { backend }), zeros([config.batchSize], { backend })];
  const { loss, logits } = buildRule(config, 0).learn({
    ...trainingBatchOf(model, { image, label }, config, 0),
    ...{ optimizer },
  });
  for (const each of [loss, logits, image, label]) each.dispose();
  const { bytes: held, peakBytes: peak } = backend.memory();
  return { held, peak };
}

describe('memory of a training step is what is counted when it is walked through, of long sequences too:', () => {
  const more = { batchSize: 16 };
  test.each([
    ...[1, 4, 5, 6, 7, 24].map((steps) => ({ steps })),
    ...[{}, more].flatMap((images) =>
      ['tdbn', 'tebn', 'bntt', 'none'].map((name) => ({ norm: { name }, ...images, steps: 24 })),
    ),
    // While weights are standardised the peak of a short sequence is at another moment than that of a long one.
    { model: { name: 'vggWS', depth: 5 }, norm: { name: 'none' }, steps: 24 },
    { model: { name: 'resNet', depth: 9, width: 1 / 8 }, optimizer: { name: 'adam' }, steps: 24 },
    { neuron: { name: 'adaptiveLif', threshold: { name: 'fixed' } }, steps: 24 },
    { data: { set: 'dvsGesture', frames: { count: 24 } }, steps: 24 },
    { data: { set: 'cifar10', coding: 'poisson' }, steps: 24 },
    { rule: { name: 'online' }, norm: { name: 'bntt' }, steps: 24 },
    { rule: { name: 'online', update: 'online' }, steps: 24 },
    { rule: { name: 'ndot' }, steps: 24 },
  ])('%j', (fields) => {
    const config = configOf(fields);
    expect(stepMemory(config)).toEqual(counted(config));
  });

  test('of slttK nearly, since the steps are drawn', () => {
    for (const k of [1, 7, 20]) {
      const config = configOf({ rule: { name: 'slttK', k }, norm: { name: 'bntt' }, steps: 24 });
      const [{ held, peak }, all] = [stepMemory(config), counted(config)];
      expect(Math.abs(held / all.held - 1)).toBeLessThan(0.02);
      expect(Math.abs(peak / all.peak - 1)).toBeLessThan(0.02);
    }
  });
});

test('memory of 10,000 steps is found without walking through them, and grows by as much with each', () => {
  const peak = (steps: number): number => stepMemory(configOf({ steps })).peak;
  expect(peak(10_000) - peak(9_999)).toBe(peak(100) - peak(99));
  expect(peak(10_000)).toBeGreaterThan(1e9);
});
