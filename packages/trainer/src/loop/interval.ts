/** An accuracy from 0 to 1, with its 95 % confidence interval. */
export interface Estimate {
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** The accuracy of a model on a set of images. */
export type TestResult = Estimate & {
  readonly images: number;
  /** With the statistics and thresholds of each batch and step; absent unless requested. */
  readonly dynamic?: Estimate;
};

/** 97.5 % quantile of the normal distribution. */
const z = 1.959964;

/** Wilson's interval for `hits` of `trials`. @see Wilson, Probable Inference (JASA 1927) */
export function estimate(hits: number, trials: number): Estimate {
  const accuracy = hits / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (accuracy + (z * z) / (2 * trials)) / shrink;
  const reach = (z / shrink) * Math.sqrt((accuracy * (1 - accuracy)) / trials + (z * z) / (4 * trials * trials));
  return { accuracy, low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}
