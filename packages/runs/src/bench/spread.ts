import { ValueError } from '@spikegrad/core';

/** Median and quartiles of repeated measurements. */
export interface Spread {
  readonly count: number;
  readonly minimum: number;
  /** A quarter of the measurements is smaller. */
  readonly lower: number;
  readonly median: number;
  /** A quarter of the measurements is larger. */
  readonly upper: number;
  readonly maximum: number;
}

/**
 * Median and quartiles, by linear interpolation between neighbours: unlike a mean, one disturbed measurement does not move them.
 *
 * @throws ValueError without measurements, or if one is NaN
 */
export function spreadOf(measurements: readonly number[]): Spread {
  if (measurements.length === 0 || measurements.some(Number.isNaN))
    throw new ValueError('spreadOf', 'at least one measurement, and no NaN', `[${measurements.join(', ')}]`);
  const sorted = [...measurements].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
    return low === high ? low : low + (place - Math.floor(place)) * (high - low);
  };
  return { count: sorted.length, minimum: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), maximum: at(1) };
}
