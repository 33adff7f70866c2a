import { describe, expect, test } from '@jest/globals';
import { fromZero, limitsOf, outsideText, shortNumber } from '@spikegrad/trainer';
import fc from 'fast-check';

const wave = Array.from({ length: 40 }, (_, i) => 1 + Math.sin(i) / 4);

describe('the limits of an axis', () => {
  test.each([1e12, -1e12, 1e300])('are those of the other values where one or a sixth is about %s', (outlier) => {
    for (const each of [1, 5]) {
      const values = [...wave, ...wave.filter((_, i) => i % 5 === 0 && (each === 5 || i === 5)).map(() => outlier)];
      const limits = limitsOf(values);
      expect([limits.low, limits.high]).toEqual([Math.min(...wave), Math.max(...wave)]);
      expect(limits.above + limits.below).toBe(values.length - wave.length);
    }
  });

  test.each([
    ['a loss that falls to a hundredth', wave.map((_, i) => 2.3 * 0.9 ** i)],
    ['rates that are mostly 0', [...wave.map(() => 0), 5, 100]],
    ['a few values', [1, 2, 1e12]],
    ['far values', [1, 2, 50, 3, 1]],
    ['one value', [3]],
    ['values that are all the same', [2, 2, 2, 2]],
  ])('leave nothing out of %s', (_, values) => {
    expect(limitsOf(values)).toMatchObject({
      ...{ low: Math.min(...values), high: Math.max(...values), above: 0, below: 0, notFinite: 0 },
    });
  });

  test('contain at least a quarter of the finite values, and every value is counted once', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.double({ min: -2, max: 2 })), { maxLength: 60 }), (values) => {
        const { low, high, above, below, notFinite } = limitsOf(values);
        const inside = values.filter((value) => value >= low && value <= high).length;
        expect([Number.isFinite(low), Number.isFinite(high), low <= high]).toEqual([true, true, true]);
        expect(inside + above + below + notFinite).toBe(values.length);
        expect(inside).toBeGreaterThanOrEqual((values.length - notFinite) / 4);
      }),
    );
  });

  test('say what is outside', () => {
    expect(outsideText(limitsOf([...wave, 1e12, NaN, -Infinity]))).toBe(
      '1 point is above the axis (▲), at most 1e12; 2 points are NaN or infinite',
    );
    expect(outsideText(limitsOf([...wave, -3e5, -4e5]))).toBe('2 points are below the axis (▼), at least -4e5');
    expect(outsideText(limitsOf(wave))).toBeNull();
    expect([1e12, -123456, 0, 0.25, 1.5e-7, NaN, Infinity].map(shortNumber)).toEqual([
      ...['1e12', '-1.23e5', '0', '0.25', '1.5e-7', 'NaN', 'Infinity'],
    ]);
  });

  test('begin at 0 unless values are below the axis', () => {
    expect(fromZero(limitsOf([2, 3]))).toMatchObject({ low: 0, high: 3 });
    expect(fromZero(limitsOf([-3, -2]))).toMatchObject({ low: -3, high: 0 });
    const limits = limitsOf([...wave, -1e12]);
    expect(fromZero(limits)).toEqual(limits);
  });
});
