import * as Plot from '@observablehq/plot';
import { chosenSteps } from '../history/chosenSteps.js';
import { finiteOf } from '../picture/axis.js';
import { meanOf, percent } from '@spikegrad/trainer';
import { chart, iterationAxis, legend, shade } from './chart.js';
import { smoothed, thin } from './curve.js';
import { pointsOf, scaled } from '../picture/curvePoints.js';
import { html, type Html } from './html.js';
import { inText, ridges, signed, type Ridge } from './membranes.js';
import type { RunRecord } from './readRun.js';

/** Maximum number of intervals of all small curves of a report together, so that the file stays small. */
const mostStretches = 8000;

/** The data that all drawings of this section need. */
interface Activity {
  readonly run: RunRecord;
  readonly layers: readonly string[];
  /** Time steps that are drawn, from 0. */
  readonly steps: readonly number[];
  /** Intervals of each small curve. */
  readonly finest: number;
}

/** Names of layers without their common suffix. */
export const shortName = (layer: string): string => layer.replace(/\.neuron$/, '') || 'neuron';

function activityOf(run: RunRecord): Activity | null {
  const { history } = run;
  if (!history.lastRecorded) return null;
  const layers = history.lastRecorded.layers.map(({ layer }) => layer);
  const { steps } = history;
  const finest = Math.max(
    18,
    Math.min(150, Math.floor(mostStretches / (2 * layers.length * steps.length + layers.length))),
  );
  return { run, layers, steps, finest };
}

/** Firing rates and thresholds of all layers side by side, then each layer with its membranes. */
export function activitySections(run: RunRecord): Html | '' {
  const activity = activityOf(run);
  return activity === null ? '' : html`${overview(activity)} ${layerByLayer(activity)}`;
}

function overview({ run, layers, finest }: Activity): Html {
  const names = layers.map(shortName);
  const stroke = (place: number) => ({ stroke: shade(place, layers.length), strokeWidth: 1.8 });
  const overTraining = run.history.layers.map(({ mean }) =>
    thin(smoothed(scaled(mean.stretches, 100)), Math.max(60, finest)),
  );
  const last = run.history.lastRecorded!.layers;
  const rowsOf = (values: readonly number[], scale: number) =>
    values.map((value, t) => ({ x: t + 1, value: scale * value }));
  const byStep = (figure: 'rate' | 'threshold', scale: number): Plot.Markish[] =>
    last.flatMap((layer, place) => {
      const rows = finiteOf(rowsOf(layer[figure], scale));
      const axes = { x: 'x', y: 'value' };
      return [
        Plot.line(rows, { ...axes, ...stroke(place) }),
        ...(rows.length > 20 ? [] : [Plot.dot(rows, { ...axes, r: 2.5, fill: shade(place, layers.length) })]),
      ];
    });
  const ticks = chosenSteps(last[0]!.rate.length).map((t) => t + 1);
  const stepAxis = { label: 'time step t →', ticks, tickFormat: 'd', inset: 8 };
  const busiest = last.map(({ layer, rate }) => `${shortName(layer)} ${percent(meanOf(rate))}`).join(', ');
  return html`<section aria-labelledby="activity">
    <h2 id="activity">Layer activity</h2>
    ${legend(names)}
    <div class="three">
      ${chart({
        title: 'Firing rate, % — over training',
        note: 'mean over the time steps, smoothed',
        says: `In the last batch: ${busiest}.`,
        values: {
          ...{ points: overTraining.flatMap(pointsOf), zero: true },
          notFinite: run.history.layers.reduce((sum, { mean }) => sum + mean.notFinite, 0),
        },
        options: {
          x: iterationAxis(run.history.count),
          marks: overTraining.map((rates, place) => Plot.line(rates, { x: 'x', y: 'value', ...stroke(place) })),
        },
      })}
      ${chart({
        title: 'Firing rate, % — by time step',
        note: 'last batch',
        says: `In the last batch: ${busiest}.`,
        values: { points: last.flatMap(({ rate }) => rowsOf(rate, 100)), zero: true },
        options: { x: stepAxis, marks: byStep('rate', 100) },
      })}
      ${chart({
        title: 'Threshold θ — by time step',
        note: 'last batch',
        says: last.map(({ layer, threshold }) => `${shortName(layer)} ${threshold.map(inText).join(' ')}`).join(', '),
        values: { points: last.flatMap(({ threshold }) => rowsOf(threshold, 1)) },
        options: { x: stepAxis, marks: byStep('threshold', 1) },
      })}
    </div>
  </section>`;
}

function layerByLayer(activity: Activity): Html {
  const { run, layers, steps } = activity;
  const look = run.membranes.at(-1);
  const key = look
    ? html`<p>
        Membranes are those of batch ${look.iteration + 1}, before the reset. Grey is below the threshold,
        <b class="accent">orange</b> at or above it (these neurons fire). The <b class="blue">blue</b> line is the mean,
        the <b class="accent">orange</b> line is θ, and dotted lines are the first batch. On the right: mean ±
        deviation. Skewness and (excess) kurtosis are 0 for a normal distribution.
      </p>`
    : '';
  return html`<section aria-labelledby="layers">
    <h2 id="layers">Layer by layer</h2>
    ${key} ${legend(steps.map((t) => `t = ${t + 1}`))}
    ${layers.map((layer, place) => layerCard(activity, layer, place))}
  </section>`;
}

function layerCard({ run, steps, finest }: Activity, layer: string, place: number): Html {
  const name = shortName(layer);
  const curves = (title: string, figure: 'rate' | 'threshold', scale: number): Html => {
    const byStep = run.history.layers[place]?.steps ?? [];
    const lines = byStep.map((step) => thin(smoothed(scaled(step[figure].stretches, scale)), finest));
    const notFinite = byStep.reduce((sum, step) => sum + step[figure].notFinite, 0);
    return chart({
      ...{ title, says: `${name} over training, step by step.` },
      values: { points: lines.flatMap(pointsOf), notFinite },
      options: {
        height: 200,
        x: iterationAxis(run.history.count),
        marks: lines.map((line, i) =>
          Plot.line(line, { x: 'x', y: 'value', stroke: shade(i, steps.length), strokeWidth: 1.6 }),
        ),
      },
    });
  };
  const last = run.history.lastRecorded!.layers[place]!;
  const ridge = ridgesOf(run, layer, place, steps);
  const drawing = ridges(ridge);
  return html`<article>
    <h3>
      ${name}
      <small
        >${percent(meanOf(last.rate))} fire, θ ${inText(last.threshold[0]!)} … ${inText(last.threshold.at(-1)!)}</small
      >
    </h3>
    <div class="three">
      ${curves('Neurons that fire, %', 'rate', 100)} ${curves('Threshold θ', 'threshold', 1)}
      ${drawing === null ? '' : chart({ title: 'Membranes', note: normalityOf(ridge), says: saysOf(ridge), options: drawing })}
    </div>
  </article>`;
}

const saysOf = (ridge: readonly Ridge[]): string =>
  ridge
    .map(({ step, membrane: { mean, deviation } }) => `t = ${step}: ${signed(mean)} ± ${signed(deviation)}`)
    .join('; ');

/** Skewness and kurtosis of the membranes at every step. */
const normalityOf = (ridge: readonly Ridge[]): string =>
  (['skewness', 'kurtosis'] as const)
    .map((figure) => `${figure} ${ridge.map(({ membrane }) => signed(membrane[figure])).join(' ')}`)
    .join('; ');

function ridgesOf({ membranes }: RunRecord, layer: string, place: number, steps: readonly number[]): readonly Ridge[] {
  const look = membranes.at(-1);
  const spread = look?.layers.find((each) => each.layer === layer);
  const thresholds = look?.activity[place]?.threshold;
  if (!spread || !thresholds) return [];
  const first = membranes.length < 2 ? undefined : membranes[0]!.layers.find((each) => each.layer === layer);
  return steps.flatMap((t) => {
    const [membrane, threshold] = [spread.steps[t], thresholds[t]];
    if (!membrane || threshold === undefined) return [];
    return [{ step: t + 1, membrane, threshold, first: first?.steps[t] ?? null }];
  });
}
