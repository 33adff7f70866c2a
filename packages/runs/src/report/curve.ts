import type { Stretch } from '../history/curve.js';

/**
 * A curve of at most `most` intervals, each made of the same number of given ones, so that the report stays small.
 * NaN is left out.
 */
export function thin(stretches: readonly Stretch[], most: number): readonly Stretch[] {
  const length = Math.max(1, Math.ceil(stretches.length / most));
  const thinned: Stretch[] = [];
  for (let begin = 0; begin < stretches.length; begin += length) {
    const all = stretches.slice(begin, begin + length);
    const part = all.filter(({ value }) => Number.isFinite(value));
    if (part.length === 0) continue;
    thinned.push({
      x: (all[0]!.x + all.at(-1)!.x) / 2,
      low: Math.min(...part.map(({ low }) => low)),
      value: part.reduce((sum, { value }) => sum + value, 0) / part.length,
      high: Math.max(...part.map(({ high }) => high)),
    });
  }
  return thinned;
}

/** The smoothed curve through the means of the intervals. @param reach as in `smooth` */
export function smoothed(stretches: readonly Stretch[], reach?: number): readonly Stretch[] {
  const means = smooth(
    stretches.map(({ value }) => value),
    reach,
  );
  return stretches.map(({ x }, i) => ({ x, low: means[i]!, value: means[i]!, high: means[i]! }));
}

/** Half of the iterations that a smoothed curve averages over. */
export const smoothingOf = (count: number): number => Math.max(2, Math.round(count / 40));

/**
 * The mean of each value and its `reach` neighbours on both sides; NaN is left out. Each mean has a sum of its own: a
 * running sum that had a value of 1e20 in it would not come back to the small ones.
 */
export const smooth = (values: readonly number[], reach = smoothingOf(values.length)): readonly number[] =>
  values.map((_, i) => {
    let [sum, count] = [0, 0];
    for (let place = Math.max(0, i - reach); place <= Math.min(values.length - 1, i + reach); place++) {
      if (!Number.isFinite(values[place])) continue;
      sum += values[place]!;
      count++;
    }
    return sum / count;
  });
