import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { pow } from '../src/cpu/elementwise/pow.js';

/** From a number to the next larger one of the same sign, at least that of subnormals. */
const unit = (x: number): number => {
  const size = Math.abs(x);
  return size < 2 ** -1021 ? 2 ** -1074 : 2 ** (Math.floor(Math.log2(size)) - 52);
};

test('a power differs from the engine’s in the last digit at most, for any two numbers', () => {
  const base = fc.oneof(fc.double(), fc.double({ min: 0, max: 10 }), fc.double({ min: 0.999, max: 1.001 }));
  const exponent = fc.oneof(fc.double(), fc.double({ min: -20, max: 20 }), fc.integer({ min: -9, max: 9 }));
  fc.assert(
    fc.property(base, exponent, (x, y) => {
      const [ours, engine] = [pow(x, y), x ** y];
      if (!Number.isFinite(ours) || !Number.isFinite(engine)) expect(ours).toBe(engine);
      else expect(Math.abs(ours - engine)).toBeLessThanOrEqual(2 * unit(engine));
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  [2, -1074, 5e-324],
  [2, 1023, 2 ** 1023],
  [2, 1024, Infinity],
  [10, 308, 1e308],
  [10, 22, 1e22],
  [3, 4, 81],
  [-3, 3, -27],
  [-2, 0.5, NaN],
  [-2, 4, 16],
  [0, -1, Infinity],
  [-0, 3, -0],
  [NaN, 0, 1],
  [1, Infinity, NaN],
  [0.25, 0.5, 0.5],
])('%p to the power of %p is %p', (x, y, power) => {
  expect(pow(x, y)).toBe(power);
});
