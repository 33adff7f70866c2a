import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { powersOf } from '../src/optimizers/powersOf.js';

test('a power is the product of its factors from the left, in whatever order powers are asked for', () => {
  const base = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(base, fc.array(fc.nat(300), { maxLength: 10 }), (x, asked) => {
      const power = powersOf(x);
      for (const n of asked) expect(power(n)).toBe(new Array<number>(n).fill(x).reduce((product, y) => product * y, 1));
    }),
  );
});
