import { expect } from '@jest/globals';
import { fromData, sizeOf, tensor, type Nested, type Tensor } from '@spikegrad/core';

/** A float64 tensor, as all comparisons with other implementations use. */
export const double = (values: Nested, requiresGrad = false): Tensor =>
  tensor(values, { dtype: 'float64', requiresGrad });

/** The same values rounded to float32. */
export const single = (x: Tensor): Tensor => fromData(x.dataSync(), x.shape);

export const list = (x: Tensor | null): readonly number[] => Array.from(x!.dataSync());

/** Whether a batch of a shape `[N, C, …]` has more than one value per channel. */
export const hasSeveral = ([count = 0, , ...places]: readonly number[]): boolean => count * sizeOf(places) > 1;

type Numbers = ArrayLike<number> | Tensor | number;

function flatten(values: Nested | Numbers): ArrayLike<number> {
  if (typeof values === 'number') return [values];
  if ('dataSync' in values) return values.dataSync();
  return Array.isArray(values)
    ? (values as Nested[]).flatMap((each) => Array.from(flatten(each)))
    : (values as Float64Array);
}

/** The largest difference between numbers, relative to expected ones above 1. */
export function difference(received: Numbers, expected: Nested | Numbers): number {
  const [numbers, wanted] = [flatten(received), flatten(expected)];
  expect(numbers).toHaveLength(wanted.length);
  return Array.from(wanted).reduce((worst, value, i) => {
    const apart = Math.abs(numbers[i]! - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(apart) ? Infinity : Math.max(worst, apart);
  }, 0);
}

/** Numbers agree to 1e-9. */
export const expectClose = (received: Numbers, expected: Nested | Numbers, tolerance = 1e-9): void =>
  expect(difference(received, expected)).toBeLessThan(tolerance);
