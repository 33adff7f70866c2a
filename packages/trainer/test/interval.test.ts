import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { estimate } from '../src/loop/interval.js';

test("Wilson's interval of 10 hits in 100 trials is 5.5 % to 17.4 %, worked by hand", () => {
  const { accuracy, low, high } = estimate(10, 100);
  expect(accuracy).toBe(0.1);
  expect(low).toBeCloseTo(0.0552, 4);
  expect(high).toBeCloseTo(0.1744, 4);
});

test('an interval holds its share, stays within 0 and 1, and narrows with more trials', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
      const hits = Math.round(part * trials);
      const { accuracy, low, high } = estimate(hits, trials);
      const wider = estimate(hits * 10, trials * 10);
      return (
        low >= 0 &&
        low <= accuracy + 1e-12 &&
        accuracy <= high + 1e-12 &&
        high <= 1 &&
        wider.high - wider.low < high - low
      );
    }),
  );
});
