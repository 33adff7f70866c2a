import * as Plot from '@observablehq/plot';
import type { Stretch } from '../history/curve.js';
import type { History } from '../history/history.js';
import { percent } from '@spikegrad/trainer';
import { chart, iterationAxis, rawAndSmooth } from './chart.js';
import { smoothed, smoothingOf, thin } from './curve.js';
import { pointsOf, scaled } from '../picture/curvePoints.js';
import { html, type Html } from './html.js';
import type { RunRecord } from './readRun.js';

/** Maximum number of intervals of a drawn curve. */
const finest = 300;

/** Accuracy and loss of the training batches, and the learning rate. */
export function learningSection({ history, test, epochs }: RunRecord): Html {
  const { accuracy, loss, learningRate, count } = history;
  const tested = test && [
    Plot.ruleY([100 * test.accuracy], { stroke: 'var(--accent)', strokeDasharray: '4 3' }),
    Plot.text([`test ${percent(test.accuracy)}`], {
      ...{ frameAnchor: 'left', y: [100 * test.accuracy], dx: 6, dy: -8, fill: 'var(--accent)' },
      ...{ textAnchor: 'start', stroke: 'var(--paper)', strokeWidth: 4 },
    }),
  ];
  const validated = (figure: 'accuracy' | 'loss', scale: number): Plot.Markish[] => {
    const rows = epochs.flatMap(({ iterations, validation }) =>
      validation ? [{ x: iterations, value: scale * validation[figure] }] : [],
    );
    if (rows.length === 0) return [];
    const axes = { x: 'x', y: 'value' };
    return [
      Plot.line(rows, { ...axes, stroke: 'var(--accent)', strokeWidth: 1.5 }),
      Plot.dot(rows, { ...axes, fill: 'var(--accent)', r: 2.5 }),
    ];
  };
  const marks = { accuracy: [...validated('accuracy', 100), ...(tested ?? [])], loss: validated('loss', 1) };
  const hasValidation = epochs.some(({ validation }) => validation !== null);
  const curves = [
    { title: 'Training accuracy, %', colour: 'var(--good)', curve: accuracy, scale: 100, marks: marks.accuracy },
    { title: 'Loss', colour: 'var(--bad)', curve: loss, scale: 1, marks: marks.loss },
  ];
  return html`<section aria-labelledby="learning">
    <h2 id="learning">Learning</h2>
    <div class="three">
      ${curves.map(({ title, colour, curve, scale, marks }) => {
        const raw = scaled(curve.stretches, scale);
        const reach = smoothingOf(raw.length);
        const line = smoothed(raw, reach);
        const drawn = thin(raw, finest);
        const note = `light: single batches; line: mean of ${(2 * reach + 1) * curve.batchesEach}${hasValidation ? '; dots: validation' : ''}`;
        const says = `From ${show(line[0]?.value)} to ${show(line.at(-1)?.value)} over ${count} batches.`;
        return chart({
          ...{ title, note, says },
          values: { points: pointsOf(drawn), notFinite: curve.notFinite },
          options: {
            x: iterationAxis(count),
            marks: [...rawAndSmooth(drawn, thin(line, finest), colour), ...marks],
          },
        });
      })}
      ${learningRates(thin(learningRate.stretches, finest), history)}
    </div>
  </section>`;
}

function learningRates(rates: readonly Stretch[], { count, last }: History): Html {
  return chart({
    title: 'Learning rate',
    note: 'schedule of the config',
    says: `From ${show(rates[0]?.high)} to ${show(last?.learningRate)}.`,
    values: { points: pointsOf(rates), zero: true },
    options: {
      x: iterationAxis(count),
      marks: [Plot.line(rates, { x: 'x', y: 'value', stroke: 'var(--blue)', strokeWidth: 2 })],
    },
  });
}

export const show = (value: number | undefined): string =>
  value === undefined ? 'nothing' : String(Number(value.toPrecision(3)));
