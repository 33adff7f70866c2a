import * as Plot from '@observablehq/plot';
import { chosenSteps } from '../history/chosenSteps.js';
import { meanOf, percent } from '@spikegrad/trainer';
import { chart, iterationAxis, legend, shade, valueAxis } from './chart.js';
import { scaled, smoothed, thin, valuesOf } from './curve.js';
import { html, type Html } from './html.js';
import { ridges, signed, type Ridge } from './membranes.js';
import type { RunRecord } from './readRun.js';

/** The most stretches of all small curves of a report together: they must not make a large file. */
const mostStretches = 8000;

/** What all drawings of this part need. */
interface Activity {
  readonly run: RunRecord;
  readonly layers: readonly string[];
  /** Time steps that are drawn, from 0. */
  readonly steps: readonly number[];
  /** Stretches of each small curve. */
  readonly finest: number;
}

/** Names of layers without what they all end with. */
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

/** Firing rates and thresholds of all layers side by side, then layer by layer with membranes. */
export function activitySections(run: RunRecord): Html | '' {
  const activity = activityOf(run);
  return activity === null ? '' : html`${overview(activity)} ${layerByLayer(activity)}`;
}

function overview({ run, layers, finest }: Activity): Html {
  const names = layers.map(shortName);
  const stroke = (place: number) => ({ stroke: shade(place, layers.length), strokeWidth: 1.8 });
  const overTraining = run.history.layers.map(({ mean }) => smoothed(scaled(mean.stretches, 100)));
  const last = run.history.lastRecorded!.layers;
  const byStep = (figure: 'rate' | 'threshold', scale: number): Plot.Markish[] =>
    last.flatMap((layer, place) => {
      const rows = layer[figure].map((value, t) => ({ t: t + 1, value: scale * value }));
      const axes = { x: 't', y: 'value' };
      return [
        Plot.line(rows, { ...axes, ...stroke(place) }),
        ...(rows.length > 20 ? [] : [Plot.dot(rows, { ...axes, r: 2.5, fill: shade(place, layers.length) })]),
      ];
    });
  const ticks = chosenSteps(last[0]!.rate.length).map((t) => t + 1);
  const stepAxis = { label: 'time step t →', ticks, tickFormat: 'd', inset: 8 };
  const rateAxis = valueAxis(
    last.flatMap(({ rate }) => rate),
    { zero: true },
  );
  const busiest = last.map(({ layer, rate }) => `${shortName(layer)} ${percent(meanOf(rate))}`).join(', ');
  return html`<section aria-labelledby="activity">
    <h2 id="activity">Activity of the layers</h2>
    ${legend(names)}
    <div class="three">
      ${chart({
        title: 'Neurons that fire, % — over training',
        note: 'mean over the time steps, smoothed',
        says: `In the last batch: ${busiest}.`,
        options: {
          x: iterationAxis(run.history.count),
          y: valueAxis(overTraining.flatMap(valuesOf), { zero: true }),
          marks: overTraining.map((rates, place) =>
            Plot.line(thin(rates, Math.max(60, finest)), { x: 'x', y: 'value', ...stroke(place) }),
          ),
        },
      })}
      ${chart({
        title: 'Neurons that fire, % — by time step',
        note: 'last batch',
        says: `In the last batch: ${busiest}.`,
        options: { x: stepAxis, y: rateAxis, marks: byStep('rate', 100) },
      })}
      ${chart({
        title: 'Threshold θ — by time step',
        note: 'last batch',
        says: last
          .map(({ layer, threshold }) => `${shortName(layer)} ${threshold.map((each) => each.toFixed(2)).join(' ')}`)
          .join(', '),
        options: {
          x: stepAxis,
          y: valueAxis(last.flatMap(({ threshold }) => threshold)),
          marks: byStep('threshold', 1),
        },
      })}
    </div>
  </section>`;
}

function layerByLayer(activity: Activity): Html {
  const { run, layers, steps } = activity;
  const look = run.membranes.at(-1);
  const key = look
    ? html`<p>
        Membranes are those of batch ${look.iteration + 1}, before spikes reset them. Grey is below the threshold,
        <b class="accent">orange</b> at or above it: what fires. The <b class="blue">blue</b> line is the mean, the
        <b class="accent">orange</b> one θ; dotted is the first batch; right, mean ± deviation. Skewness and (excess)
        kurtosis are 0 for a normal distribution.
      </p>`
    : '';
  return html`<section aria-labelledby="layers">
    <h2 id="layers">Layer by layer</h2>
    ${key} ${legend(steps.map((t) => `t = ${t + 1}`))}
    ${layers.map((layer, place) => layerCard(activity, layer, place))}
  </section>`;
}

function layerCard({ run, steps, finest }: Activity, layer: string, place: number): Html {
  const curves = (figure: 'rate' | 'threshold', scale: number): Plot.PlotOptions => {
    const byStep = run.history.layers[place]?.steps ?? [];
    const curvesByStep = byStep.map((step) => smoothed(scaled(step[figure].stretches, scale)));
    return {
      height: 200,
      x: iterationAxis(run.history.count),
      y: valueAxis(curvesByStep.flatMap(valuesOf)),
      marks: curvesByStep.map((values, i) =>
        Plot.line(thin(values, finest), { x: 'x', y: 'value', stroke: shade(i, steps.length), strokeWidth: 1.6 }),
      ),
    };
  };
  const last = run.history.lastRecorded!.layers[place]!;
  const name = shortName(layer);
  const ridge = ridgesOf(run, layer, place, steps);
  const drawing = ridges(ridge);
  return html`<article>
    <h3>
      ${name}
      <small
        >${percent(meanOf(last.rate))} fire, θ ${last.threshold[0]!.toFixed(2)} …
        ${last.threshold.at(-1)!.toFixed(2)}</small
      >
    </h3>
    <div class="three">
      ${chart({ title: 'Neurons that fire, %', says: `${name} over training, step by step.`, options: curves('rate', 100) })}
      ${chart({ title: 'Threshold θ', says: `${name} over training, step by step.`, options: curves('threshold', 1) })}
      ${drawing === null ? '' : chart({ title: 'Membranes', note: normalityOf(ridge), says: saysOf(ridge), options: drawing })}
    </div>
  </article>`;
}

const saysOf = (ridge: readonly Ridge[]): string =>
  ridge
    .map(({ step, membrane: { mean, deviation } }) => `t = ${step}: ${signed(mean)} ± ${signed(deviation)}`)
    .join('; ');

/** How far membranes are from normal, step by step. */
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
