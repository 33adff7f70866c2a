import { ValueError } from '@spikegrad/core';

/** @throws ValueError unless `side` is an integer of at least 1. */
export function checkSide(who: string, side: number): void {
  if (!Number.isInteger(side) || side < 1)
    throw new ValueError(who, 'an integer side of at least 1 pixel', String(side));
}
