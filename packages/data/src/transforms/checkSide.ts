import { ValueError } from '@spikegrad/core';

/** @throws ValueError unless `side` is a whole number of pixels, 1 or more. */
export function checkSide(who: string, side: number): void {
  if (!Number.isInteger(side) || side < 1) throw new ValueError(who, 'a side of 1 or more whole pixels', String(side));
}
