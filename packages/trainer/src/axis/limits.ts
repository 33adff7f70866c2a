/** The lowest and the highest value of an axis, and how many values are not between them. */
export interface Limits {
  readonly low: number;
  readonly high: number;
  /** How many values are above and below. */
  readonly above: number;
  readonly below: number;
  /** How many are NaN or infinite. */
  readonly notFinite: number;
  /** The largest and the smallest finite value. */
  readonly max: number;
  readonly min: number;
}

/**
 * A value is outside if it is further than `times` spreads from the middle `1 - 2 share` of the values, which would then be drawn on about a
 * thousandth or a thirtieth of the axis. The first rule also holds where almost a quarter of the values are outliers. Fewer than `count` values
 * are too few to tell.
 */
const outlierRules = [
  { share: 0.25, times: 1000, count: 4 },
  { share: 0.05, times: 30, count: 5 },
] as const;

/** Limits of an axis without outliers: the smallest and the largest of the other values; without values, 0 and 1. */
export function limitsOf(values: readonly number[]): Limits {
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  const notFinite = values.length - sorted.length;
  if (sorted.length === 0) return { low: 0, high: 1, above: 0, below: 0, notFinite, max: NaN, min: NaN };
  let kept = sorted;
  for (const { share, times, count } of outlierRules) {
    if (kept.length < count) break;
    const low = kept[Math.ceil(share * (kept.length - 1))]!;
    const high = kept[Math.floor((1 - share) * (kept.length - 1))]!;
    // Values that are all the same have no spread; their size stands for it. Zeros have none either: then nothing is outside.
    const spread = Math.max(high - low, Math.abs(kept[kept.length >> 1]!));
    if (spread > 0) kept = kept.filter((value) => value >= low - times * spread && value <= high + times * spread);
  }
  const [low, high] = [kept[0]!, kept.at(-1)!];
  return {
    ...{ low, high, notFinite, min: sorted[0]!, max: sorted.at(-1)! },
    above: sorted.filter((value) => value > high).length,
    below: sorted.filter((value) => value < low).length,
  };
}

/** The same limits, extended to 0 unless values are below the axis. */
export const fromZero = (limits: Limits): Limits =>
  limits.below > 0 ? limits : { ...limits, low: Math.min(0, limits.low), high: Math.max(0, limits.high) };

/** A number of at most about seven characters, such as `0.25` or `1.5e-7`. */
export const shortNumber = (value: number): string => {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1e-3 && size < 1e5))
    return String(Number(value.toPrecision(3)));
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
};

const are = (count: number): string => (count === 1 ? '1 point is' : `${count} points are`);

/** A sentence on the values that a drawing with these limits does not show; `null` if it shows all. */
export function outsideText({ above, below, notFinite, max, min }: Limits): string | null {
  const parts = [
    ...(above > 0 ? [`${are(above)} above the axis (▲), at most ${shortNumber(max)}`] : []),
    ...(below > 0 ? [`${are(below)} below the axis (▼), at least ${shortNumber(min)}`] : []),
    ...(notFinite > 0 ? [`${are(notFinite)} NaN or infinite`] : []),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}
