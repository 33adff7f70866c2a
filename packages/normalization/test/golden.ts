import { expect } from '@jest/globals';
import { tensor, type Nested, type Tensor } from '@spikegrad/core';
import { readFileSync } from 'node:fs';

/** The parsed JSON file at `path` beside the test of this `url`. */
export const readGolden = <T>(path: string, url: string): T =>
  JSON.parse(readFileSync(new URL(path, url), 'utf8')) as T;

/** A float64 tensor, as all golden comparisons use. */
export const double = (values: Nested, requiresGrad = false): Tensor =>
  tensor(values, { dtype: 'float64', requiresGrad });

const flatten = (values: Nested): number[] => (typeof values === 'number' ? [values] : values.flatMap(flatten));

/** The largest difference between numbers, relative to expected ones above 1. */
export function difference(received: ArrayLike<number> | Tensor | number, expected: Nested): number {
  const numbers = typeof received === 'number' ? [received] : 'dataSync' in received ? received.dataSync() : received;
  const wanted = flatten(expected);
  expect(numbers).toHaveLength(wanted.length);
  return wanted.reduce((worst, value, i) => {
    const apart = Math.abs(numbers[i]! - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(apart) ? Infinity : Math.max(worst, apart);
  }, 0);
}

/** Numbers agree to 1e-9. */
export const expectClose = (received: ArrayLike<number> | Tensor | number, expected: Nested, tolerance = 1e-9): void =>
  expect(difference(received, expected)).toBeLessThan(tolerance);
