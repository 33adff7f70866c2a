import * as Plot from '@observablehq/plot';

/** From where to where an axis reaches, and what of the values is not between. */
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

/** The same limits, from 0 on where no value is below it. */
export const fromZero = (limits: Limits): Limits =>
  limits.below > 0 ? limits : { ...limits, low: Math.min(0, limits.low), high: Math.max(0, limits.high) };

/** A number of at most about seven characters. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0 || (size >= 1e-3 && size < 1e5))
    return String(Number(value.toPrecision(3)));
  return Number(value.toPrecision(3)).toExponential().replace('e+', 'e');
};

const are = (count: number): string => (count === 1 ? '1 point is' : `${count} points are`);

/** What a drawing with these limits does not show, in words; `null` where it shows all. */
export function outsideText({ above, below, notFinite, max, min }: Limits): string | null {
  const parts = [
    ...(above > 0 ? [`${are(above)} above the axis (▲), at most ${short(max)}`] : []),
    ...(below > 0 ? [`${are(below)} below the axis (▼), at least ${short(min)}`] : []),
    ...(notFinite > 0 ? [`${are(notFinite)} NaN or infinite`] : []),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

/** A scale with these limits, and a margin if they are equal. Values outside are drawn at its ends. */
export function scaleOf({
  low,
  high,
}: Limits): Plot.ScaleOptions & Plot.AxisOptions & { readonly domain: readonly [number, number] } {
  const room = high > low ? 0 : low === 0 ? 1 : Math.abs(low) / 2;
  const domain: [number, number] = low === 0 ? [0, high + room] : [low - room, high + room];
  const nice = Plot.scale({ y: { type: 'linear', domain, nice: 5 } }).domain as readonly number[];
  const isLong = Math.max(...nice.map(Math.abs)) >= 1e5;
  return { domain: [nice[0]!, nice[1]!], clamp: true, ...(isLong && { tickFormat: short }) };
}

/** A point of a drawing. */
export interface Place {
  readonly x: number;
  readonly value: number;
}

/** Points that can be drawn. */
export const finiteOf = <Point extends { readonly value: number }>(points: readonly Point[]): readonly Point[] =>
  points.filter(({ value }) => Number.isFinite(value));

/** Triangles at the ends of the axis, for points outside. */
export function edgeMarks(points: readonly Place[], { low, high }: Limits, fill: string): Plot.Markish[] {
  const at = (isOutside: (value: number) => boolean) =>
    [...new Set(points.filter(({ value }) => Number.isFinite(value) && isOutside(value)).map(({ x }) => x))].map(
      (x) => ({ x }),
    );
  const triangle = { x: 'x', symbol: 'triangle', r: 3.5, fill, stroke: 'none' } as const;
  return [
    Plot.dot(
      at((value) => value > high),
      { ...triangle, frameAnchor: 'top', dy: 3 },
    ),
    Plot.dot(
      at((value) => value < low),
      { ...triangle, frameAnchor: 'bottom', dy: -3, rotate: 180 },
    ),
  ];
}
