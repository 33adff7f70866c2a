import { describe, expect, test } from '@jest/globals';
import { expectGolden, type Figure } from './golden.js';

const spikes = { name: 'spikes', received: [1, 0, 1], expected: [[1], [0], [0]], margin: [1, 1, 1e-5] };
const close = { tolerance: 2e-5, margin: 1e-4 };

describe('figures and golden values', () => {
  test('agree within the tolerance of the largest entry', () => {
    const figures = [{ name: 'weights', received: [100.0019, 0.0019], expected: [100, 0] }];
    expect(expectGolden(figures, close)).toEqual({ compared: 2, left: 0 });
  });

  test('are skipped and counted if a membrane was too near its threshold', () => {
    expect(expectGolden([spikes], close)).toEqual({ compared: 2, left: 1 });
  });

  test.each<[string, Partial<Figure>]>([
    ['a value further off', { received: [1, 3e-5, 0] }],
    ['a spike more', { margin: [1, 1, 2e-4] }],
    ['a value that is no number', { received: [1, NaN, 0] }],
    ['a value missing', { received: [1, 0] }],
    ['a margin missing', { margin: 1 }],
  ])('do not agree with %s', (_, part) => {
    expect(() => expectGolden([{ ...spikes, ...part }], close)).toThrow();
  });
});
