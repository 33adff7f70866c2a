import { formatValue, ValueError } from '@spikegrad/core';

/** A number, or lists and objects of them. */
export type Numbers = number | readonly Numbers[] | { readonly [name: string]: Numbers };

/**
 * The largest difference of two numbers, lists or objects of the same form, relative to values above 1. NaN where either has NaN.
 *
 * @throws ValueError for another number of entries, or other names
 */
export function largestDifference(a: Numbers, b: Numbers): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
  if (typeof a === 'number' || typeof b === 'number')
    throw new ValueError('largestDifference', 'two of the same form', `${formatValue(a)} and ${formatValue(b)}`);
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length || !names.every((name) => Object.hasOwn(b, name)))
    throw new ValueError('largestDifference', `the entries ${names.join(', ')}`, others.join(', ') || 'none');
  const at = (numbers: Numbers, name: string): Numbers => (numbers as Readonly<Record<string, Numbers>>)[name]!;
  return Math.max(0, ...names.map((name) => largestDifference(at(a, name), at(b, name))));
}
