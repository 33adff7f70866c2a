import { ValueError } from '@spikegrad/core';

/** Checks that a value is a whole number of at least `least`, or a pair of them. @throws ValueError */
export function checkInteger(who: string, value: number | readonly number[], least: number): void {
  const numbers = typeof value === 'number' ? [value] : value;
  if (numbers.every((each) => Number.isSafeInteger(each) && each >= least)) return;
  throw new ValueError(who, `a whole number of at least ${least}`, String(value));
}
