import { expect, test } from '@jest/globals';
import { formatLayers, layersOf, warningsOf } from '../src/train/layers.js';

const layer = (name: string, rate: readonly number[]) => ({ layer: name, rate, threshold: rate.map(() => 1) });

test('only modules that report rate and threshold are layers of neurons', () => {
  const readings = { 'features.0.neuron': { rate: [0.1], threshold: [1] }, 'features.0.norm': { guard: [0] } };
  expect(layersOf(readings)).toEqual([{ layer: 'features.0.neuron', rate: [0.1], threshold: [1] }]);
});

test('dead and saturated layers are named, with a way out; others are not', () => {
  const warnings = warningsOf([layer('a', [0, 0.001]), layer('b', [0.1, 0.2]), layer('c', [1, 0.99])]);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toMatch(/^a is dead.*try/);
  expect(warnings[1]).toMatch(/^c is saturated/);
});

test('a table of layers has a line each, with rates in percent step by step', () => {
  expect(formatLayers([layer('a', [0.105, 0.2])])).toBe('  a  rate % 10.5 20.0   θ  1.00  1.00');
});
