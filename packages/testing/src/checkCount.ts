import { formatValue, ValueError } from '@spikegrad/core';

/** @throws ValueError for what is no whole number of at least 1 */
export function checkCount(who: string, name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 1))
    throw new ValueError(who, `${name} as a whole number of at least 1`, formatValue(value));
}
