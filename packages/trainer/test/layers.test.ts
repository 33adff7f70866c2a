import { expect, test } from '@jest/globals';
import { formatLayers, layersOf, warningsOf } from '../src/loop/layers.js';
import { tinyConfig } from './tinyConfig.js';

const layer = (name: string, rate: readonly number[]) => ({ layer: name, rate, threshold: rate.map(() => 1) });
const osr = tinyConfig('', {});

test('only modules that report rate and threshold are layers of neurons', () => {
  const readings = { 'features.0.neuron': { rate: [0.1], threshold: [1] }, 'features.0.norm': { guard: [0] } };
  expect(layersOf(readings)).toEqual([{ layer: 'features.0.neuron', rate: [0.1], threshold: [1] }]);
});

test('dead and saturated layers are named, with a way out; others are not', () => {
  const warnings = warningsOf([layer('a', [0, 0.001]), layer('b', [0.1, 0.2]), layer('c', [1, 0.99])], osr);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/^a is dead.*try/);
  expect(warnings[1]).toMatch(/^c is saturated/);
});

test.each([
  [{ name: 'osr' }, ', a lower learning rate, or a lower norm.guardRatio'],
  [{ name: 'osr', guardRatio: null }, ', a lower learning rate, or a lower norm.guardRatio'],
  [{ name: 'vanilla' }, ' or a lower learning rate'],
  [{ name: 'none' }, ' or a lower learning rate'],
])('the way out with norm %j has only fields that its config has', (norm, advice) => {
  const [warning] = warningsOf([layer('a', [0, 0])], tinyConfig('', { norm }));
  expect(warning).toBe(`a is dead: 0.0 % of its neurons fire; try another seed${advice}`);
});

test('a layer that is silent at some steps is named with the steps; one that fires at all of them is not', () => {
  const [warning, ...more] = warningsOf([layer('a', [0.1, 0, 0.1, 0]), layer('b', [0.1, 0.0001, 0.1, 0.1])], osr);
  expect(warning).toMatch(/^a is silent at steps 2, 4: none of its neurons fires; try/);
  expect(more).toEqual([]);
});

test('thresholds beyond 100 times the first are named with their steps, of either sign, and so is NaN', () => {
  const activity = (threshold: readonly number[]) => ({ layer: 'a', rate: threshold.map(() => 0.1), threshold });
  const warned = (...threshold: readonly number[]) => warningsOf([activity(threshold)], osr);
  expect(warned(0.5, 50, -50, 1)).toEqual([]);
  expect(warned(0.5, 50.1, 1, 1)).toEqual([
    'a has a threshold beyond ±50 at step 2: 0.500, 50.1, 1.00, 1.00; test with thresholds dynamic or causal',
  ]);
  expect(warned(1, 1, 1.8e8, -101)[0]).toMatch(/^a has a threshold beyond ±100 at steps 3, 4: /);
  expect(warned(1, NaN)[0]).toMatch(/at step 2/);
});

test('a table of layers has a line each, with rates in percent step by step', () => {
  expect(formatLayers([layer('a', [0.105, 0.2])])).toBe('  a  rate % 10.5 20.0   θ  1.00  1.00');
});
