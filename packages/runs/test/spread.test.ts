import { expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { spreadOf } from '../src/bench/spread.js';

test('median and quartiles of 1, 2, 4, 8 lie between neighbours, worked by hand', () => {
  expect(spreadOf([8, 1, 4, 2])).toEqual({ count: 4, minimum: 1, lower: 1.75, median: 3, upper: 5, maximum: 8 });
});

test('one measurement is its own spread', () => {
  expect(spreadOf([3])).toEqual({ count: 1, minimum: 3, lower: 3, median: 3, upper: 3, maximum: 3 });
});

test('a spread is in order, forgets the order of its measurements, and scales with them', () => {
  const measurements = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(measurements, (values) => {
      const { minimum, lower, median, upper, maximum } = spreadOf(values);
      const ordered = [minimum, lower, median, upper, maximum];
      expect(ordered).toEqual([...ordered].sort((a, b) => a - b));
      expect(spreadOf([...values].reverse())).toEqual(spreadOf(values));
      expect(spreadOf(values.map((value) => 2 * value)).median).toBeCloseTo(2 * median, 6);
    }),
  );
});

test('at least half of all measurements is not above the median, and half not below', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
      const { median } = spreadOf(values);
      const share = (holds: (value: number) => boolean): number => values.filter(holds).length / values.length;
      return share((value) => value <= median) >= 0.5 && share((value) => value >= median) >= 0.5;
    }),
  );
});

test('nothing measured, or no number, is refused', () => {
  expect(() => spreadOf([])).toThrow(ValueError);
  expect(() => spreadOf([1, NaN])).toThrow('[spreadOf] expected at least one measurement, and no NaN');
});
