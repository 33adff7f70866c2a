import * as Plot from '@observablehq/plot';
import { percent } from '../train/layers.js';
import { chart, iterationAxis, rawAndSmooth, valueAxis } from './chart.js';
import { smooth, smoothingOf, thin } from './curve.js';
import { html, type Html } from './html.js';
import type { IterationRow, RunRecord } from './readRun.js';

/** The most stretches a curve is drawn with. */
const finest = 300;

/** Accuracy and loss of the training batches, and the learning rate. */
export function learningSection({ iterations, test }: RunRecord): Html {
  const reach = smoothingOf(iterations.length);
  const note = `light: each batch, line: mean of ${2 * reach + 1}`;
  const tested = test && [
    Plot.ruleY([100 * test.share], { stroke: 'var(--accent)', strokeDasharray: '4 3' }),
    Plot.text([`test ${percent(test.share)}`], {
      ...{ frameAnchor: 'left', y: [100 * test.share], dx: 6, dy: -8, fill: 'var(--accent)' },
      ...{ textAnchor: 'start', stroke: 'var(--paper)', strokeWidth: 4 },
    }),
  ];
  const curves = [
    {
      title: 'Training accuracy, %',
      colour: 'var(--good)',
      of: (row: IterationRow) => 100 * row.accuracy,
      marks: tested ?? [],
    },
    { title: 'Loss', colour: 'var(--bad)', of: (row: IterationRow) => row.loss, marks: [] },
  ];
  return html`<section aria-labelledby="learning">
    <h2 id="learning">Learning</h2>
    <div class="three">
      ${curves.map(({ title, colour, of, marks }) => {
        const raw = iterations.map(of);
        const smoothed = smooth(raw, reach);
        return chart({
          ...{ title, note, says: `From ${show(smoothed[0])} to ${show(smoothed.at(-1))} over ${raw.length} batches.` },
          options: {
            x: iterationAxis(iterations.length),
            y: valueAxis(raw),
            marks: [...rawAndSmooth(thin(raw, finest), thin(smoothed, finest), colour), ...marks],
          },
        });
      })}
      ${learningRate(iterations)}
    </div>
  </section>`;
}

function learningRate(iterations: readonly IterationRow[]): Html {
  const rates = iterations.map((row) => row.learningRate);
  return chart({
    title: 'Learning rate',
    note: 'by the schedule of the config',
    says: `From ${show(rates[0])} to ${show(rates.at(-1))}.`,
    options: {
      x: iterationAxis(iterations.length),
      y: valueAxis(rates, { zero: true }),
      marks: [Plot.line(thin(rates, finest), { x: 'x', y: 'value', stroke: 'var(--blue)', strokeWidth: 2 })],
    },
  });
}

export const show = (value: number | undefined): string =>
  value === undefined ? 'nothing' : String(Number(value.toPrecision(3)));
