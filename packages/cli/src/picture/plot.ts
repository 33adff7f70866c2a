import * as Plot from '@observablehq/plot';
import type { Iteration } from '../train/learn.js';
import { meanOf } from '../train/layers.js';
import { stacked } from './svg.js';

/** Half the iterations of the average that is drawn over the raw values. */
const smoothing = 5;

/** Accuracy, loss, and the firing rate of every layer over a run, one above the other, as one SVG. */
export const drawRun = (history: readonly Iteration[], title: string): string =>
  stacked([
    { title, ...curve(history, '↑ accuracy on the training batch, %', '#1b7837', ({ accuracy }) => 100 * accuracy) },
    curve(history, '↑ loss', '#b2182b', ({ loss }) => loss),
    firingRates(history),
  ]);

function curve(
  history: readonly Iteration[],
  label: string,
  colour: string,
  figure: (each: Iteration) => number,
): Plot.PlotOptions {
  const raw = history.map((each) => ({ iteration: each.iteration + 1, value: figure(each) }));
  const smooth = raw.map(({ iteration }, i) => {
    const around = raw.slice(Math.max(0, i - smoothing), i + smoothing + 1);
    return { iteration, value: meanOf(around.map(({ value }) => value)) };
  });
  const axes = { x: 'iteration', y: 'value' };
  return {
    y: { label, grid: true },
    x: { label: 'iteration →' },
    marks: [
      Plot.dot(raw, { ...axes, r: 1.5, fill: colour, fillOpacity: 0.35 }),
      Plot.line(smooth, { ...axes, stroke: colour }),
    ],
  };
}

function firingRates(history: readonly Iteration[]): Plot.PlotOptions {
  const rows = history.flatMap(({ iteration, layers }) =>
    layers.map(({ layer, rate }) => ({ iteration: iteration + 1, layer, rate: 100 * meanOf(rate) })),
  );
  const last = rows.filter(({ iteration }) => iteration === history.length);
  const names = { x: 'iteration', text: 'layer', fill: 'layer', textAnchor: 'start', dx: 6 } as const;
  return {
    y: { label: '↑ neurons that fire, %', grid: true, zero: true },
    x: { label: 'iteration →' },
    color: { scheme: 'turbo', type: 'ordinal', domain: last.map(({ layer }) => layer) },
    marks: [
      Plot.line(rows, { x: 'iteration', y: 'rate', z: 'layer', stroke: 'layer' }),
      Plot.text(last, Plot.dodgeY({ ...names, y: 'rate', anchor: 'middle', padding: 4 } as Plot.TextOptions)),
    ],
  };
}
