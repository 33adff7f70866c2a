import * as Plot from '@observablehq/plot';
import { stackedPanels } from '../picture/svg.js';
import { groupedTests, type BatchTest } from './batchTests.js';
import { limitsOf, meanOf, outsideText, stepMemory } from '@spikegrad/trainer';
import { drawEpochs, drawGap } from '../picture/epochPlots.js';
import { edgeMarks, finiteOf } from '../picture/axis.js';
import { named } from '../picture/namedLines.js';
import type { LayerSteps, RunFigures } from './figures.js';
import type { PaperPage } from './paperPage.js';
import type { Standings } from './queue.js';
import type { RowResult } from './results.js';

/** A picture of a page. */
export interface PagePlot {
  readonly name: string;
  readonly caption: string;
  readonly svg: string;
}

/**
 * The plots that can be made from the finished runs of a page. @param last whether to make also the slow ones that no
 * run changes
 */
export function plotsOf(
  page: PaperPage,
  standings: readonly Standings[],
  results: readonly RowResult[],
  tests: readonly BatchTest[],
  last: boolean,
): readonly PagePlot[] {
  const finished = standings.flatMap(({ job, standing }) =>
    standing.state === 'finished' ? [{ name: job.row.name, figures: standing.figures }] : [],
  );
  return page.plots.flatMap((name): readonly PagePlot[] => {
    if (name === 'memory' && !last) return [];
    const { caption, draw } = plots[name];
    const svg = draw({ standings, results, finished, tests });
    return svg === null ? [] : [{ name, caption, svg }];
  });
}

interface Material {
  readonly standings: readonly Standings[];
  readonly results: readonly RowResult[];
  readonly tests: readonly BatchTest[];
  readonly finished: readonly { readonly name: string; readonly figures: RunFigures }[];
}

const plots: Readonly<
  Record<PaperPage['plots'][number], { readonly caption: string; readonly draw: (material: Material) => string | null }>
> = {
  accuracy: {
    caption: 'Test accuracy by row: dots are seeds, bars are means',
    draw: ({ results }) => drawAccuracy(results),
  },
  epochs: {
    caption:
      'Accuracy after each epoch, evaluated with the statistics and thresholds of training; bands reach from the lowest to the highest seed',
    draw: ({ finished }) => drawEpochs(finished),
  },
  gap: {
    caption:
      'Accuracy with the statistics and thresholds of each batch and step minus accuracy with those of training, after each epoch, mean over seeds',
    draw: ({ finished }) => drawGap(finished),
  },
  rates: {
    caption: 'Firing rate of each time step, mean over layers, seeds and the last batches of training',
    draw: ({ finished }) => drawSteps(finished, 'rates', '↑ firing rate, %', 100),
  },
  thresholds: {
    caption: 'Threshold of each time step, mean over layers, seeds and the last batches of training',
    draw: ({ finished }) => drawSteps(finished, 'thresholds', '↑ threshold θ', 1),
  },
  memory: {
    caption: 'Peak bytes of tensors in a training step over T, calculated without training',
    draw: drawMemory,
  },
  batchSizes: {
    caption: 'Test accuracy by test batch size, mean over seeds',
    draw: drawBatchSizes,
  },
  membranes: {
    caption:
      'Membranes in deviations from their mean, by layer and time step (seed 1 of the first row); the line is the normal density',
    draw: ({ finished }) => drawMembranes(finished[0]?.figures.membranes ?? []),
  },
};

export function drawAccuracy(results: readonly RowResult[]): string | null {
  const rows = results.filter(({ mean }) => mean !== null);
  if (rows.length === 0) return null;
  const dots = rows.flatMap(({ row, accuracies }) => accuracies.map((accuracy) => ({ name: row.name, accuracy })));
  const bars = rows.map(({ row, mean, accuracies }) => ({
    ...{ name: row.name, mean: mean!, most: Math.max(...accuracies) },
  }));
  return stackedPanels([
    {
      marginLeft: 190,
      x: { label: 'test accuracy, % →', grid: true, zero: true },
      y: { label: null, domain: bars.map(({ name }) => name) },
      marks: [
        Plot.barX(bars, { x: 'mean', y: 'name', fill: '#1b7837', fillOpacity: 0.4 }),
        Plot.dot(dots, { x: 'accuracy', y: 'name', r: 3, fill: '#1b7837' }),
        Plot.text(bars, { x: 'most', y: 'name', text: ({ mean }: { mean: number }) => mean.toFixed(2), ...beside }),
      ],
    },
  ]);
}

const beside = { textAnchor: 'start', dx: 10, fill: 'currentColor' } as const;

function drawSteps(
  finished: Material['finished'],
  field: 'rates' | 'thresholds',
  label: string,
  scale: number,
): string | null {
  const names = [...new Set(finished.map(({ name }) => name))];
  const rows = names.flatMap((name) => {
    const runs = finished.filter((run) => run.name === name).map(({ figures }) => overLayers(figures[field]));
    return runs[0]!.map((_, i) => ({ name, step: i + 1, value: scale * meanOf(runs.map((run) => run[i]!)) }));
  });
  if (rows.length === 0) return null;
  const steps = [...new Set(rows.map(({ step }) => step))];
  const limits = limitsOf(rows.map(({ value }) => value));
  const inside = finiteOf(rows).map((row) => ({
    ...row,
    value: Math.min(Math.max(row.value, limits.low), limits.high),
  }));
  const places = rows.map(({ step, value }) => ({ x: step, value }));
  return stackedPanels([
    {
      x: { label: 'time step t →', ticks: steps, tickFormat: String },
      y: { label: [label, outsideText(limits)].filter(Boolean).join('; '), grid: true, zero: field === 'rates' },
      color: { domain: names },
      marks: [
        ...named(inside, 'step', 'value', field === 'rates' ? 0 : Infinity),
        ...edgeMarks(places, limits, 'currentColor'),
      ],
    },
  ]);
}

const overLayers = (layers: readonly LayerSteps[]): readonly number[] =>
  (layers[0]?.steps ?? []).map((_, i) => meanOf(layers.map(({ steps }) => steps[i]!)));

const times = [2, 4, 8, 16, 30];

/** The network of the last row, trained with every rule of the page and through time. */
function drawMemory({ standings }: Material): string | null {
  const config = standings.at(-1)?.job.config;
  if (!config) return null;
  const rules = new Map(
    standings.map(
      ({
        job: {
          config: { rule },
        },
      }) => [rule.name, rule],
    ),
  );
  if (!rules.has('bptt')) rules.set('bptt', { name: 'bptt' });
  const rows = [...rules.values()].flatMap((rule) =>
    times.map((steps) => ({
      ...{ name: rule.name, steps },
      megabytes: stepMemory({ ...config, rule, steps }).peak / 2 ** 20,
    })),
  );
  return stackedPanels([
    {
      x: { label: 'T, time steps →', ticks: times, tickFormat: String },
      y: { label: '↑ peak of tensors, MiB', grid: true, zero: true },
      marks: named(rows, 'steps', 'megabytes', 0),
    },
  ]);
}

function drawBatchSizes({ tests }: Material): string | null {
  const rows = groupedTests(tests).map(({ thresholds, batchSize, accuracies }) => ({
    ...{ name: `${thresholds} θ`, batchSize, accuracy: meanOf(accuracies) },
  }));
  if (rows.length === 0) return null;
  const sizes = [...new Set(rows.map(({ batchSize }) => batchSize))];
  return stackedPanels([
    {
      x: { label: 'test batch size →', type: 'log', ticks: sizes, tickFormat: String },
      y: { label: '↑ test accuracy, %', grid: true, zero: true },
      marks: named(rows, 'batchSize', 'accuracy', 0),
    },
  ]);
}

/** Edges of bins, in deviations. */
const [from, width] = [-4, 0.25];

function drawMembranes(layers: RunFigures['membranes']): string | null {
  const panels = layers.map(({ layer, steps }): Plot.PlotOptions => {
    const rows = steps.flatMap(({ count, counts }, t) =>
      counts.slice(1, -1).map((each, i) => ({
        ...{ name: `t = ${t + 1}`, z: from + width * (i + 0.5), density: each / (count * width) },
      })),
    );
    const normal = rows
      .filter(({ name }) => name === 't = 1')
      .map(({ z }) => ({ z, density: Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) }));
    return {
      title: layer,
      x: { label: 'deviations from the mean →' },
      y: { label: '↑ density', grid: true },
      color: { legend: false },
      marks: [
        Plot.line(normal, { x: 'z', y: 'density', stroke: 'currentColor', strokeDasharray: '3 3' }),
        ...named(rows, 'z', 'density'),
      ],
    };
  });
  return panels.length === 0 ? null : stackedPanels(panels);
}
