import * as Plot from '@observablehq/plot';
import { distributionEdges, type Distribution } from '@spikegrad/nn';

/** One step of one layer: its membranes and the threshold they meet. */
export interface Ridge {
  readonly step: number;
  readonly membrane: Distribution;
  readonly threshold: number;
  /** The membranes of this step when training began. */
  readonly first: Distribution | null;
}

interface Point {
  readonly x: number;
  readonly height: number;
}

/** The sides of each inner bin and its density; what lies beyond four deviations is not drawn. */
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

/** Two places, with the sign that is made for numbers. */
export const signed = (value: number): string => {
  const text = value.toFixed(2);
  return Number(text) === 0 ? '0.00' : text.replace('-', '−');
};

const drawable = ({ deviation }: Distribution): boolean => Number.isFinite(deviation) && deviation > 0;

/**
 * Densities of a layer's membranes, one step below the other; the part that fires is in the accent's colour, each row ends
 * with mean and deviation. `null` when no step has a spread.
 */
export function ridges(rows: readonly Ridge[]): Plot.PlotOptions | null {
  const drawn = rows.filter(({ membrane }) => drawable(membrane));
  if (drawn.length === 0) return null;
  const tallest = Math.max(...drawn.flatMap(({ membrane }) => densityOf(membrane).map(({ height }) => height)));
  const low = Math.min(...drawn.map(({ membrane: { mean, deviation } }) => mean - 3.5 * deviation));
  const high = Math.max(
    ...drawn.map(({ membrane: { mean, deviation }, threshold }) => Math.max(mean + 3.5 * deviation, threshold)),
  );
  const marks = drawn.flatMap(({ membrane, threshold, first, step }): Plot.Markish[] => {
    const base = rows.length - 1 - rows.findIndex((row) => row.step === step);
    const raise = (points: readonly Point[]) =>
      points
        .filter(({ x }) => x >= low && x <= high)
        .map(({ x, height }) => ({ x, y: base + Math.min(0.95, (0.85 * height) / tallest) }));
    const steps = { x: 'x', y: 'y', curve: 'step-after' } as const;
    // From the ground and back: a filled line takes half the bytes of an area.
    const ground = (line: ReturnType<typeof raise>) =>
      line.length === 0 ? [] : [{ x: line[0]!.x, y: base }, ...line, { x: line.at(-1)!.x, y: base }];
    const filled = (points: readonly Point[], fill: string, fillOpacity: number) =>
      Plot.line(ground(raise(points)), { ...steps, stroke: 'none', fill, fillOpacity });
    const points = densityOf(membrane);
    const beginning = first && drawable(first) ? raise(densityOf(first)) : [];
    const mark = (x: number) => [{ x, y1: base, y2: base + 0.9 }];
    return [
      filled(points, 'var(--ink)', 0.22),
      filled(above(points, threshold), 'var(--accent)', 0.85),
      Plot.line(beginning, { ...steps, stroke: 'var(--soft)', strokeWidth: 1, strokeDasharray: '2 2' }),
      Plot.ruleX(mark(membrane.mean), { x: 'x', y1: 'y1', y2: 'y2', stroke: 'var(--blue)', strokeWidth: 1.5 }),
      Plot.ruleX(mark(threshold), { x: 'x', y1: 'y1', y2: 'y2', stroke: 'var(--accent)', strokeWidth: 1.5 }),
      Plot.text([`${signed(membrane.mean)} ± ${membrane.deviation.toFixed(2)}`], {
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
