import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Curve } from '../src/history/curve.js';
import { smooth, thin } from '../src/report/curve.js';

const curveOf = (values: readonly number[]) => {
  const curve = new Curve();
  for (const value of values) curve.add(value);
  return curve.stretches;
};

describe('curves', () => {
  test('a thinned curve keeps its ends, extremes and mean, in no more stretches than asked for', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (numbers, most) => {
        const stretches = thin(curveOf(numbers), most);
        expect(stretches.length).toBeLessThanOrEqual(most);
        expect(Math.min(...stretches.map(({ low }) => low))).toBe(Math.min(...numbers));
        expect(Math.max(...stretches.map(({ high }) => high))).toBe(Math.max(...numbers));
        const places = stretches.map(({ x }) => x);
        expect(places.every((x, i) => x >= 1 && x <= numbers.length && (i === 0 || x > places[i - 1]!))).toBe(true);
      }),
    );
    expect(thin(curveOf([1, NaN, 3, 5]), 2)).toEqual([
      { x: 1.5, low: 1, value: 1, high: 1 },
      { x: 3.5, low: 3, value: 4, high: 5 },
    ]);
    expect(thin(curveOf([NaN]), 5)).toEqual([]);
  });

  test('a smoothed curve is the mean of the neighbours, without what is no number', () => {
    expect(smooth([0, 3, 6, 9], 1)).toEqual([1.5, 3, 6, 7.5]);
    expect(smooth([1, NaN, 3], 1)).toEqual([1, 2, 3]);
    expect(smooth([NaN], 1)).toEqual([NaN]);
  });
});
