import * as Plot from '@observablehq/plot';
import { type Limits, shortNumber } from '@spikegrad/trainer';

/** A scale with these limits, and a margin if they are equal. Values outside are drawn at its ends. */
export function scaleOf({
  low,
  high,
}: Limits): Plot.ScaleOptions & Plot.AxisOptions & { readonly domain: readonly [number, number] } {
  const room = high > low ? 0 : low === 0 ? 1 : Math.abs(low) / 2;
  const domain: [number, number] = low === 0 ? [0, high + room] : [low - room, high + room];
  const nice = Plot.scale({ y: { type: 'linear', domain, nice: 5 } }).domain as readonly number[];
  const isLong = Math.max(...nice.map(Math.abs)) >= 1e5;
  return { domain: [nice[0]!, nice[1]!], clamp: true, ...(isLong && { tickFormat: shortNumber }) };
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
