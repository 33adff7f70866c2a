import * as Plot from '@observablehq/plot';
import { distributionEdges, type Distribution } from '@spikegrad/nn';
import { limitsOf, shortNumber } from '@spikegrad/trainer';

/** The membranes and the threshold of one layer at one step. */
export interface Ridge {
  readonly step: number;
  readonly membrane: Distribution;
  readonly threshold: number;
  /** The membranes of this step at the beginning of training. */
  readonly first: Distribution | null;
}

interface Point {
  readonly x: number;
  readonly height: number;
}

/** The edges and the density of each inner bin; values beyond four deviations are not drawn. */
function densityOf({ mean, deviation, count, counts }: Distribution): readonly Point[] {
  const width = (distributionEdges[1]! - distributionEdges[0]!) * deviation;
  return distributionEdges.map((edge, i) => ({
    x: mean + edge * deviation,
    height: i === distributionEdges.length - 1 ? 0 : counts[i + 1]! / (count * width),
  }));
}

/** The part of a density at and above a threshold. */
function above(points: readonly Point[], threshold: number): readonly Point[] {
  const next = points.findIndex(({ x }) => x > threshold);
  if (next < 0) return [];
  const rest = points.slice(next);
  return next === 0 ? rest : [{ x: threshold, height: points[next - 1]!.height }, ...rest];
}

/** Two places, or three digits of a value that is too large for them. */
export const inText = (value: number): string => (Math.abs(value) < 1e4 ? value.toFixed(2) : shortNumber(value));

/** The same, with the sign that is made for numbers. */
export const signed = (value: number): string => {
  const text = inText(value);
  return Number(text) === 0 ? '0.00' : text.replace('-', '−');
};

const drawable = ({ deviation }: Distribution): boolean => Number.isFinite(deviation) && deviation > 0;

/**
 * Densities of a layer's membranes, one row per step. The part that fires has the accent colour, and each row ends
 * with mean and deviation. `null` if the deviation is 0 at every step.
 */
export function ridges(rows: readonly Ridge[]): Plot.PlotOptions | null {
  const drawn = rows.filter(({ membrane }) => drawable(membrane));
  if (drawn.length === 0) return null;
  const { high: tallest } = limitsOf(
    drawn.map(({ membrane }) => Math.max(...densityOf(membrane).map(({ height }) => height))),
  );
  // Far from the membranes a threshold is a word at the side.
  const { low, high } = limitsOf(
    drawn.flatMap(({ membrane: { mean, deviation }, threshold }) => [
      ...[mean - 3.5 * deviation, mean + 3.5 * deviation],
      ...(Math.abs(threshold - mean) < 30 * deviation ? [threshold] : []),
    ]),
  );
  const marks = drawn.flatMap(({ membrane, threshold, first, step }): Plot.Markish[] => {
    const base = rows.length - 1 - rows.findIndex((row) => row.step === step);
    const raise = (points: readonly Point[]) =>
      points
        .filter(({ x }) => x >= low && x <= high)
        .map(({ x, height }) => ({ x, y: base + Math.min(0.95, (0.85 * height) / tallest) }));
    const steps = { x: 'x', y: 'y', curve: 'step-after' } as const;
    // The line starts and ends at 0: a filled line takes half of the bytes of an area.
    const ground = (line: ReturnType<typeof raise>) =>
      line.length === 0 ? [] : [{ x: line[0]!.x, y: base }, ...line, { x: line.at(-1)!.x, y: base }];
    const filled = (points: readonly Point[], fill: string, fillOpacity: number) =>
      Plot.line(ground(raise(points)), { ...steps, stroke: 'none', fill, fillOpacity });
    const points = densityOf(membrane);
    const beginning = first && drawable(first) ? raise(densityOf(first)) : [];
    const mark = (x: number) => (x >= low && x <= high ? [{ x, y1: base, y2: base + 0.9 }] : []);
    return [
      filled(points, 'var(--ink)', 0.22),
      filled(above(points, threshold), 'var(--accent)', 0.85),
      Plot.line(beginning, { ...steps, stroke: 'var(--soft)', strokeWidth: 1, strokeDasharray: '2 2' }),
      Plot.ruleX(mark(membrane.mean), { x: 'x', y1: 'y1', y2: 'y2', stroke: 'var(--blue)', strokeWidth: 1.5 }),
      Plot.ruleX(mark(threshold), { x: 'x', y1: 'y1', y2: 'y2', stroke: 'var(--accent)', strokeWidth: 1.5 }),
      ...(threshold >= low && threshold <= high ? [] : [farThreshold(threshold, high, base)]),
      Plot.text([`${signed(membrane.mean)} ± ${inText(membrane.deviation)}`], {
        ...{ frameAnchor: 'right', y: [base], dx: 92, dy: -8, textAnchor: 'end', fill: 'var(--ink)' },
      }),
      Plot.text([`t = ${step}`], {
        ...{ frameAnchor: 'left', y: [base], dx: -8, dy: -8, textAnchor: 'end', fill: 'var(--ink)' },
      }),
    ];
  });
  return {
    ...{ height: 50 + 42 * Math.max(3, rows.length), marginLeft: 46, marginRight: 96, marginTop: 6, marginBottom: 38 },
    x: { domain: [low, high], label: 'membrane u →', ticks: 5 },
    y: { domain: [0, rows.length], axis: null },
    marks: [
      Plot.ruleY(
        rows.map((_, i) => i),
        { stroke: 'var(--line)' },
      ),
      ...marks,
    ],
  };
}

/** What is said of a threshold that is not drawn. */
function farThreshold(threshold: number, high: number, base: number): Plot.Markish {
  const isAbove = !(threshold < high);
  const text = `θ = ${inText(threshold)}`;
  return Plot.text([Number.isNaN(threshold) ? text : isAbove ? `${text} →` : `← ${text}`], {
    ...{ frameAnchor: isAbove ? 'right' : 'left', y: [base], dx: isAbove ? -4 : 4, dy: -26 },
    ...{ textAnchor: isAbove ? 'end' : 'start', fill: 'var(--accent)' },
  });
}
