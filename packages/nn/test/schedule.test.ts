import { expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import fc from 'fast-check';
import { cosine, stepDecay, warmUp } from '../src/index.js';

test('cosine falls from initial to floor along half a wave', () => {
  const schedule = cosine({ initial: 0.1, length: 300 });
  expect(schedule(0)).toBe(0.1);
  expect(schedule(75)).toBeCloseTo(0.05 * (1 + Math.SQRT1_2), 15);
  expect(schedule(150)).toBeCloseTo(0.05, 15);
  expect(schedule(300)).toBe(0);
  expect(schedule(1000)).toBe(0);
  const raised = cosine({ initial: 3, length: 4, floor: 1 });
  expect([0, 2, 4, 5].map(raised)).toEqual([3, 2, 1, 1]);
});

test('cosine never rises and stays between floor and initial', () => {
  const moment = fc.double({ min: 0, max: 20, noNaN: true });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const schedule = cosine({ initial: 2, length: 10, floor: 0.5 });
      const [early, late] = [schedule(Math.min(a, b)), schedule(Math.max(a, b))];
      expect(early).toBeGreaterThanOrEqual(late);
      expect(early).toBeLessThanOrEqual(2);
      expect(late).toBeGreaterThanOrEqual(0.5);
    }),
  );
});

test('stepDecay multiplies at every interval', () => {
  const schedule = stepDecay({ initial: 8, every: 10, factor: 0.5 });
  expect([0, 9, 9.99, 10, 19, 20, 35].map(schedule)).toEqual([8, 8, 8, 4, 4, 2, 1]);
  expect(stepDecay({ initial: 1, every: 1 })(1)).toBe(0.1);
});

test('warmUp rises in a straight line, then follows the schedule from its beginning', () => {
  const schedule = warmUp(cosine({ initial: 1, length: 10 }), { length: 4, from: 0.2 });
  expect([0, 1, 2, 4].map(schedule)).toEqual([0.2, 0.4, 0.6000000000000001, 1]);
  expect(schedule(9)).toBe(cosine({ initial: 1, length: 10 })(5));
  expect(warmUp(() => 2, { length: 2 })(1)).toBe(1);
});

test('invalid lengths and rates fail', () => {
  for (const bad of [0, -1, NaN, Infinity]) {
    expect(() => cosine({ initial: 1, length: bad })).toThrow(ValueError);
    expect(() => stepDecay({ initial: 1, every: bad })).toThrow(ValueError);
    expect(() => warmUp(() => 1, { length: bad })).toThrow(ValueError);
  }
  for (const bad of [-1, NaN, Infinity]) {
    expect(() => cosine({ initial: bad, length: 1 })).toThrow(ValueError);
    expect(() => cosine({ initial: 1, length: 1, floor: bad })).toThrow(ValueError);
    expect(() => stepDecay({ initial: bad, every: 1 })).toThrow(ValueError);
    expect(() => stepDecay({ initial: 1, every: 1, factor: bad })).toThrow(ValueError);
    expect(() => warmUp(() => 1, { length: 1, from: bad })).toThrow(ValueError);
  }
});
