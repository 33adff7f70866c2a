import * as Plot from '@observablehq/plot';
import type { Curve } from '../history/curve.js';
import type { History } from '../history/history.js';
import { meanOf } from '@spikegrad/trainer';
import { stackedPanels } from './svg.js';

/** Half the batches of the average that is drawn over the raw values; in a long run, half the stretches of the curve. */
const smoothing = 5;

/** Accuracy, loss, and the firing rate of every layer over a run, one above the other, as one SVG. */
export const drawRun = (history: History, title: string): string =>
  stackedPanels([
    { title, ...panel(history.accuracy, '↑ accuracy on the training batch, %', '#1b7837', 100) },
    panel(history.loss, '↑ loss', '#b2182b'),
    firingRates(history),
  ]);

function panel(curve: Curve, label: string, colour: string, scale = 1): Plot.PlotOptions {
  const { stretches } = curve;
  const raw = stretches.flatMap(({ x, low, high }) =>
    (low === high ? [low] : [low, high]).map((value) => ({ iteration: x, value: scale * value })),
  );
  const smooth = stretches.map(({ x }, i) => {
    const around = stretches.slice(Math.max(0, i - smoothing), i + smoothing + 1);
    return { iteration: x, value: meanOf(around.map(({ value }) => scale * value)) };
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

function firingRates({ layers }: History): Plot.PlotOptions {
  const curves = layers.map(({ layer, mean }) =>
    mean.stretches.map(({ x, value }) => ({ iteration: x, layer, rate: 100 * value })),
  );
  const last = curves.flatMap((rows) => rows.slice(-1));
  const names = { x: 'iteration', text: 'layer', fill: 'layer', textAnchor: 'start', dx: 6 } as const;
  return {
    y: { label: '↑ neurons that fire, %', grid: true, zero: true },
    x: { label: 'iteration →' },
    color: { scheme: 'turbo', type: 'ordinal', domain: last.map(({ layer }) => layer) },
    marks: [
      Plot.line(curves.flat(), { x: 'iteration', y: 'rate', z: 'layer', stroke: 'layer' }),
      Plot.text(last, Plot.dodgeY({ ...names, y: 'rate', anchor: 'middle', padding: 4 } as Plot.TextOptions)),
    ],
  };
}
