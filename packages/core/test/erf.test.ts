import { expect, test } from '@jest/globals';
import { erf } from '../src/cpu/elementwise/erf.js';

// The Maclaurin series summed with 80 decimal digits (Python's decimal, 400 terms), rounded to doubles.
test.each([
  [1e-8, 1.1283791670955126e-8],
  [0.01, 0.011283415555849616],
  [0.1, 0.1124629160182849],
  [0.5, 0.5204998778130465],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2, 0.9953222650189527],
  [2.25, 0.9985372834133188],
  [2.499, 0.9995908642442554],
  [2.5, 0.999593047982555],
  [2.501, 0.9995952208294163],
  [2.75, 0.9998993780778803],
  [3, 0.9999779095030014],
  [3.5, 0.9999992569016276],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [5.9, 0.9999999999999999],
])('erf(±%p) is right to the last bits', (x, expected) => {
  expect(Math.abs(erf(x) / expected - 1)).toBeLessThan(1e-15);
  expect(erf(-x)).toBe(-erf(x));
});

test('erf keeps 0, −0, both infinities and NaN', () => {
  expect([erf(0), erf(-0), erf(Infinity), erf(-Infinity), erf(NaN)]).toEqual([0, -0, 1, -1, NaN]);
});
