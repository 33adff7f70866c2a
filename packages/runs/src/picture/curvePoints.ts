import type { Stretch } from '../history/curve.js';
import type { Place } from './axis.js';

/** The same curve in another unit. */
export const scaled = (stretches: readonly Stretch[], scale: number): readonly Stretch[] =>
  stretches.map(({ x, low, value, high }) => ({ x, low: scale * low, value: scale * value, high: scale * high }));

/** All points of a curve, for the range of its axis. */
export const pointsOf = (stretches: readonly Stretch[]): readonly Place[] =>
  stretches.flatMap(({ x, low, high }) =>
    !Number.isFinite(low) ? [] : (low === high ? [low] : [low, high]).map((value) => ({ x, value })),
  );
