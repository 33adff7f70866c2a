import * as Plot from '@observablehq/plot';
import type { Curve } from '../history/curve.js';
import type { History } from '../history/history.js';
import { fromZero, limitsOf, meanOf, outsideText } from '@spikegrad/trainer';
import { apart } from './apart.js';
import { pointsOf, scaled } from './curvePoints.js';
import { edgeMarks, finiteOf, scaleOf } from './axis.js';
import { stackedPanels } from './svg.js';

/** Half of the batches of the moving average; in a long run, half of the intervals of the curve. */
const smoothing = 5;

/** Accuracy, loss, and the firing rate of every layer over a run, one above the other, as one SVG. */
export const drawRun = (history: History, title: string): string =>
  stackedPanels([
    { title, ...panel(history.accuracy, '↑ accuracy on the training batch, %', '#1b7837', 100) },
    panel(history.loss, '↑ loss', '#b2182b'),
    firingRates(history),
  ]);

function panel(curve: Curve, label: string, colour: string, scale = 1): Plot.PlotOptions {
  const { stretches, notFinite } = curve;
  const raw = pointsOf(scaled(stretches, scale));
  const limits = { ...limitsOf(raw.map(({ value }) => value)), notFinite };
  const smooth = stretches.map(({ x }, i) => {
    const around = stretches.slice(Math.max(0, i - smoothing), i + smoothing + 1);
    return { x, value: meanOf(finiteOf(around).map(({ value }) => scale * value)) };
  });
  const axes = { x: 'x', y: 'value' };
  return {
    y: { grid: true, ...scaleOf(limits), label: [label, outsideText(limits)].filter(Boolean).join('; ') },
    x: { label: 'iteration →' },
    marks: [
      Plot.dot(raw, { ...axes, r: 1.5, fill: colour, fillOpacity: 0.35 }),
      Plot.line(smooth, { ...axes, stroke: colour }),
      ...edgeMarks(raw, limits, 'currentColor'),
    ],
  };
}

/** Height of a line of text, in pixels, and of what is above and below the frame of a panel. */
const [lineHeight, above, below] = [12, 30, 30];

/** High enough for the names of all layers, which are to the right of the frame, each beside the end of its line. */
function firingRates({ layers }: History): Plot.PlotOptions {
  const curves = layers.map(({ layer, mean }) =>
    mean.stretches.map(({ x, value }) => ({ iteration: x, layer, rate: 100 * value })),
  );
  const last = curves.flatMap((rows) => rows.slice(-1));
  const height = Math.max(260, above + below + lineHeight * last.length);
  const scale = scaleOf(fromZero(limitsOf(curves.flatMap((rows) => rows.map(({ rate }) => rate)))));
  const [low, high] = scale.domain;
  const gap = (lineHeight * (high - low)) / (height - above - below);
  const places = apart(
    last.map(({ rate }) => rate),
    gap,
    low,
    high,
  );
  const names = last.map(({ layer }, i) => ({ layer, place: places[i]! }));
  return {
    ...{ height, marginTop: above, marginBottom: below },
    y: { label: '↑ firing rate, %', grid: true, ...scale },
    x: { label: 'iteration →' },
    color: { scheme: 'turbo', type: 'ordinal', domain: last.map(({ layer }) => layer) },
    marks: [
      Plot.line(curves.flat(), { x: 'iteration', y: 'rate', z: 'layer', stroke: 'layer' }),
      Plot.text(names, {
        ...{ frameAnchor: 'right', y: 'place', text: 'layer', fill: 'layer' },
        ...{ textAnchor: 'start', dx: 6 },
      }),
    ],
  };
}
