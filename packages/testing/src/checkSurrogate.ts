import { checkNoOthers, elementwise, fromData, GradientError } from '@spikegrad/core';
import type { Surrogate } from '@spikegrad/neurons';

/** @see checkSurrogate */
export interface SurrogateCheckOptions {
  /** Half the distance of a central difference. @defaultValue `1e-5` */
  readonly step?: number;
  /** Largest difference, relative to slopes above 1. @defaultValue `1e-6` */
  readonly tolerance?: number;
}

/** The slopes of a surrogate at `xs`, in float64. */
export function slopesOf(surrogate: Surrogate, xs: readonly number[]): readonly number[] {
  const slope = elementwise('slope', ['x'], [], ({ x }) => surrogate.slope(x));
  return [...slope({ x: fromData(xs, [xs.length], { dtype: 'float64' }) }).dataSync()];
}

/**
 * Compares the slope of a surrogate with central differences of the smooth function that it is the slope of.
 *
 * @example
 * checkSurrogate(sigmoid(4), (x) => 1 / (1 + Math.exp(-4 * x)), [-1, -0.1, 0, 0.5]);
 * @param smooth a smooth step from 0 to 1, in plain numbers
 * @param xs values of `u − θ`, none within `step` of a kink of `smooth`
 * @throws GradientError with the surrogate, the place, the difference and the slope
 */
export function checkSurrogate(
  surrogate: Surrogate,
  smooth: (x: number) => number,
  xs: readonly number[],
  { step = 1e-5, tolerance = 1e-6, ...others }: SurrogateCheckOptions = {},
): void {
  checkNoOthers('checkSurrogate', others);
  const slopes = slopesOf(surrogate, xs);
  xs.forEach((x, i) => {
    const expected = (smooth(x + step) - smooth(x - step)) / (2 * step);
    const received = slopes[i]!;
    if (!(Math.abs(expected - received) <= tolerance * Math.max(1, Math.abs(expected), Math.abs(received)))) {
      const place = `slope of ${surrogate.name} at ${x}`;
      throw new GradientError('checkSurrogate', `${place} to be ${expected} (central differences)`, String(received));
    }
  });
}
