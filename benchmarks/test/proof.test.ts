import { describe, expect, test } from '@jest/globals';
import { largestDifference } from '../step/proof.js';

const figures = { losses: [2, 1], rates: { neuron: 0.2 }, gradients: { weight: 3, bias: 1e-15 } };
const without = { losses: [2], rates: {}, gradients: { bias: 1e-15 } };

describe('the comparison of a training step with PyTorch', () => {
  test('is 0 for equal figures, and ignores gradients that are rounding in both programs', () => {
    expect(largestDifference(figures, figures)).toBe(0);
    expect(largestDifference(figures, { ...figures, gradients: { weight: 3, bias: 4e-15 } })).toBe(0);
  });

  test.each<[string, object]>([
    ['a loss', { losses: [2, 1 / 1.5] }],
    ['a firing rate', { rates: { neuron: 0.2 / 1.5 } }],
    ['a gradient', { gradients: { weight: 2, bias: 0 } }],
  ])('is the relative difference of %s', (_, change) => {
    expect(largestDifference(figures, { ...figures, ...change })).toBeCloseTo(0.5, 12);
  });

  test('does not ignore a gradient that is rounding in one program only', () => {
    const theirs = { ...figures, gradients: { weight: 3, bias: 0.1 } };
    expect(largestDifference(figures, theirs)).toBeGreaterThan(0.99);
  });

  test.each(Object.entries(without))('is NaN if one program has no %s', (figure, fewer) => {
    const other = { ...figures, [figure]: fewer };
    expect([largestDifference(figures, other), largestDifference(other, figures)]).toEqual([NaN, NaN]);
  });
});
