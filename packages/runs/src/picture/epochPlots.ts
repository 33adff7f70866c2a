import * as Plot from '@observablehq/plot';
import { meanOf } from '@spikegrad/trainer';
import { stackedPanels } from './svg.js';
import type { EpochEvent } from '../history/events.js';
import { named } from './namedLines.js';

/** A finished run by the name of its row. */
interface Finished {
  readonly name: string;
  readonly figures: { readonly epochs: readonly EpochEvent[] };
}

/** Mean, minimum and maximum of a metric over the seeds of a row, after one epoch. */
interface EpochRow {
  readonly name: string;
  /** Counted from 1. */
  readonly epoch: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Accuracy in per cent after each epoch, by row; `null` if no run has a validation. */
export const drawEpochs = (finished: readonly Finished[]): string | null =>
  draw(
    overSeeds(finished, ({ validation }) => validation && 100 * validation.accuracy),
    '↑ accuracy, %',
  );

/**
 * Accuracy with the statistics of each batch minus accuracy with those of training, in points, after each epoch;
 * `null` if no run has both.
 */
export const drawGap = (finished: readonly Finished[]): string | null =>
  draw(
    overSeeds(finished, ({ validation }) =>
      validation?.dynamic ? 100 * (validation.dynamic.accuracy - validation.accuracy) : null,
    ),
    '↑ gap, points',
  );

/** A metric of every epoch that all seeds of a row have reached. */
export function overSeeds(
  finished: readonly Finished[],
  figure: (epoch: EpochEvent) => number | null,
): readonly EpochRow[] {
  const names = [...new Set(finished.map(({ name }) => name))];
  return names.flatMap((name) => {
    const runs = finished.filter((run) => run.name === name).map(({ figures }) => figures.epochs.map(figure));
    const length = Math.min(...runs.map((values) => values.length));
    return Array.from({ length }, (_, i) => runs.map((values) => values[i]!)).flatMap((values, i) => {
      const known = values.filter((value) => value !== null);
      if (known.length === 0) return [];
      return [{ name, epoch: i + 1, mean: meanOf(known), low: Math.min(...known), high: Math.max(...known) }];
    });
  });
}

function draw(rows: readonly EpochRow[], label: string): string | null {
  if (rows.length === 0) return null;
  const names = [...new Set(rows.map(({ name }) => name))];
  const band = { x: 'epoch', y1: 'low', y2: 'high', z: 'name', fill: 'name', fillOpacity: 0.2 };
  return stackedPanels([
    {
      x: { label: 'epoch →', tickFormat: 'd' },
      y: { label, grid: true },
      color: { domain: names },
      marks: [Plot.areaY(rows, band), ...named(rows, 'epoch', 'mean')],
    },
  ]);
}
