import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isLook } from '../src/loop/membranes.js';

const looksOf = (iterations: number): readonly number[] =>
  Array.from({ length: iterations }, (_, i) => i).filter((i) => isLook(i, iterations));

test('membranes are looked at in the first iteration, in the last and evenly between, at most 16 times', () => {
  expect(looksOf(1)).toEqual([0]);
  expect(looksOf(3)).toEqual([0, 1, 2]);
  expect(looksOf(31)).toEqual(Array.from({ length: 16 }, (_, i) => 2 * i));
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 3000 }), (iterations) => {
      const looks = looksOf(iterations);
      expect(looks).toHaveLength(16);
      expect([looks[0], looks.at(-1)]).toEqual([0, iterations - 1]);
      const gaps = looks.slice(1).map((at, i) => at - looks[i]!);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 30 },
  );
});
