import { expect, test } from '@jest/globals';
import { densityOf, entriesFor, gatherEntries } from '../src/cpu/product/sparse.js';

test('the density of values is the fraction that is not 0; for no values it is 0', () => {
  expect(densityOf(Float32Array.of(0, 2, 0, -1, NaN))).toBe(0.6);
  expect(densityOf(Float32Array.of(3))).toBe(1);
  expect(densityOf(new Float32Array(4))).toBe(0);
  expect(densityOf(new Float32Array(0))).toBe(0);
});

test('the entries of a part are its values that are not 0, with their indices', () => {
  const entries = entriesFor(4);
  gatherEntries(entries, Float64Array.of(9, 0, 5, 0, 7, 9), 1, 5);
  expect(entries.count).toBe(2);
  expect([...entries.places.subarray(0, 2)]).toEqual([1, 3]);
  expect([...entries.values.subarray(0, 2)]).toEqual([5, 7]);
});
