import { ValueError } from '@spikegrad/core';

/** @throws ValueError unless `probability` is in [0, 1]. */
export function checkProbability(who: string, probability: number): void {
  if (!(probability >= 0 && probability <= 1)) {
    throw new ValueError(who, 'a probability from 0 to 1', String(probability));
  }
}
