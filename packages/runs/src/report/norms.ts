import * as Plot from '@observablehq/plot';
import type { Curve } from '../history/curve.js';
import type { NormCurves } from '../history/history.js';
import { finiteOf } from '../picture/axis.js';
import { meanOf, type NormActivity, percent, shiftOf } from '@spikegrad/trainer';
import { chart, iterationAxis, legend, shade } from './chart.js';
import { smoothed, thin } from './curve.js';
import { pointsOf, scaled } from '../picture/curvePoints.js';
import { html, type Html } from './html.js';
import type { RunRecord } from './readRun.js';

/** Maximum number of intervals of all curves of a drawing together. */
const mostStretches = 1500;

const shortName = (layer: string): string => layer.replace(/\.norm$/, '') || 'norm';

/**
 * How the inputs of norms shift over the time steps of a sequence, and where the guard of OSR was used; nothing for a
 * run without norms.
 */
export function normsSection({ history }: RunRecord): Html | '' {
  const last = history.lastRecorded?.norms ?? [];
  if (last.length === 0) return '';
  const names = last.map(({ layer }) => shortName(layer));
  const curves = (
    title: string,
    note: string,
    figure: (norm: NormActivity) => number,
    curve: (norm: NormCurves) => Curve,
  ): Html => {
    const finest = Math.max(20, Math.floor(mostStretches / names.length));
    const lines = history.norms.map((norm) => thin(smoothed(scaled(curve(norm).stretches, 100)), finest));
    const notFinite = history.norms.reduce((sum, norm) => sum + curve(norm).notFinite, 0);
    return chart({
      title,
      note,
      says: `In the last batch: ${last.map((norm, i) => `${names[i]!} ${percent(figure(norm))}`).join(', ')}.`,
      values: { points: lines.flatMap(pointsOf), zero: true, notFinite },
      options: {
        x: iterationAxis(history.count),
        marks: lines.map((each, place) =>
          Plot.line(each, { x: 'x', y: 'value', stroke: shade(place, names.length), strokeWidth: 1.8 }),
        ),
      },
    });
  };
  const guarded = last.some(({ guard }) => guard.length > 0);
  const hits = ({ guard }: NormActivity): number => (guard.length === 0 ? 0 : meanOf(guard));
  return html`<section aria-labelledby="norms">
    <h2 id="norms">Norm inputs over time</h2>
    ${legend(names)}
    <div class="three">
      ${curves('Temporal covariate shift, %', 'fraction of the variance that is between the steps; smoothed', shiftOf, ({ shift }) => shift)}
      ${byLayer(last, names)}
      ${guarded ? curves('Steps with the guard, %', 'normalised with their own statistics; smoothed', hits, ({ guard }) => guard) : ''}
    </div>
  </section>`;
}

function byLayer(last: readonly NormActivity[], names: readonly string[]): Html {
  const terms = ['within', 'between'] as const;
  const colours = { within: 'var(--blue)', between: 'var(--accent)' };
  const rowsOf = (term: (typeof terms)[number]) => last.map((norm, i) => ({ x: i + 1, value: norm[term] }));
  return chart({
    title: 'Variance of the norm inputs — by layer',
    note: html`last batch; <b class="blue">within</b> and <b class="accent">between</b> the steps`,
    says: last
      .map(({ within, between }, i) => `${names[i]!} ${within.toPrecision(3)} and ${between.toPrecision(3)}`)
      .join(', '),
    values: { points: terms.flatMap(rowsOf), zero: true },
    options: {
      x: { label: 'norm →', ticks: Math.min(last.length, 8), tickFormat: 'd', inset: 8 },
      marks: terms.flatMap((term) => {
        const rows = finiteOf(rowsOf(term));
        const axes = { x: 'x', y: 'value' };
        return [
          Plot.line(rows, { ...axes, stroke: colours[term], strokeWidth: 1.8 }),
          Plot.dot(rows, { ...axes, r: 2.5, fill: colours[term] }),
        ];
      }),
    },
  });
}
