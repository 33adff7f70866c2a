import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Iteration } from '../train/learn.js';
import { meanOf } from '../train/layers.js';

const width = 760;
const height = 300;

/** Learning curve above, firing rates of every layer below, as one SVG. */
export function drawRun(history: readonly Iteration[], title: string): string {
  const panels = [learningCurve(history, title), firingRates(history)];
  const placed = panels.map((panel, i) => svgOf(panel).replace('<svg ', `<svg y="${i * height}" `));
  const size = `width="${width}" height="${panels.length * height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} style="background: white">\n${placed.join('\n')}\n</svg>\n`;
}

/** Half the iterations of the average that is drawn over the raw values. */
const smoothing = 5;

function smooth(values: readonly number[]): readonly number[] {
  return values.map((_, i) => meanOf(values.slice(Math.max(0, i - smoothing), i + smoothing + 1)));
}

function learningCurve(history: readonly Iteration[], title: string): Plot.PlotOptions {
  const accuracy = smooth(history.map((each) => 100 * each.accuracy));
  const loss = smooth(history.map((each) => 100 * each.loss));
  const curve = (values: readonly number[], name: string) =>
    values.map((value, i) => ({ iteration: i + 1, value, name }));
  return {
    title,
    y: { label: '↑ training accuracy in %, loss × 100', grid: true, zero: true },
    x: { label: 'iteration →' },
    color: { legend: false, domain: ['accuracy', 'loss'], range: ['#1b7837', '#b2182b'] },
    marks: [
      Plot.dot(history, {
        x: (d: Iteration) => d.iteration + 1,
        y: (d: Iteration) => 100 * d.accuracy,
        r: 1.5,
        fill: '#1b7837',
        fillOpacity: 0.3,
      }),
      Plot.line([...curve(accuracy, 'accuracy'), ...curve(loss, 'loss')], {
        x: 'iteration',
        y: 'value',
        stroke: 'name',
      }),
      Plot.text([curve(accuracy, 'accuracy').at(-1), curve(loss, 'loss').at(-1)], {
        x: 'iteration',
        y: 'value',
        text: 'name',
        fill: 'name',
        textAnchor: 'start',
        dx: 6,
      }),
    ],
  };
}

function firingRates(history: readonly Iteration[]): Plot.PlotOptions {
  const rows = history.flatMap(({ iteration, layers }) =>
    layers.map(({ layer, rate }) => ({ iteration: iteration + 1, layer, rate: 100 * meanOf(rate) })),
  );
  const last = rows.filter(({ iteration }) => iteration === history.length);
  return {
    y: { label: '↑ firing rate in %', grid: true, zero: true },
    x: { label: 'iteration →' },
    color: { scheme: 'viridis', type: 'ordinal', domain: last.map(({ layer }) => layer) },
    marks: [
      Plot.line(rows, { x: 'iteration', y: 'rate', stroke: 'layer' }),
      Plot.text(
        last,
        Plot.dodgeY({ x: 'iteration', text: 'layer', fill: 'layer', textAnchor: 'start', dx: 6, anchor: 'middle' }),
      ),
    ],
  };
}

/** Plot needs a document to draw into; titles are drawn as text, because a figure is not an image. */
function svgOf({ title, ...options }: Plot.PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const heading = title
    ? [Plot.text([title], { frameAnchor: 'top-left', dy: -14, fontSize: 14, fontWeight: 'bold' })]
    : [];
  const plot = Plot.plot({
    ...{ width, height, marginTop: 30, marginRight: 170, marginLeft: 50 },
    ...options,
    marks: [...(options.marks ?? []), ...heading],
    document: document as unknown as Document,
  });
  return plot.outerHTML;
}
