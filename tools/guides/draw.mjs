import { readFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import { stacked } from '@spikegrad/runs';
import { named } from '../../packages/runs/dist/picture/namedLines.js';
import { liveBytes, rules } from './liveBytes.mjs';
import { normalisedMeans } from './osr.mjs';

/** Colours that can be read on white and on black. */
const range = ['#3574f0', '#d9480f', '#2b8a3e', '#ae3ec9'];
const overSteps = (count) => ({
  label: 'time step t →',
  ticks: Array.from({ length: count }, (_, t) => t + 1),
  tickFormat: String,
});
const byRule = (rowsOf) => Object.keys(rules).flatMap((name) => rowsOf(name).map((row) => ({ name, ...row })));

/** Live tensors at each moment of a sequence of eight steps. */
const drawMoments = () =>
  stacked([
    {
      color: { range },
      x: { ...overSteps(8), label: 'time steps done →' },
      y: { label: '↑ live tensors, MiB', grid: true, zero: true },
      marks: named(
        byRule((rule) => liveBytes(rule, 8).moments),
        'stepsDone',
        'mebibytes',
        0,
      ),
    },
  ]);

const times = [1, 2, 4, 8, 16, 32];

/** The most that is live in a training step, over T. */
const drawPeaks = () =>
  stacked([
    {
      color: { range },
      x: { label: 'T, time steps →', ticks: times, tickFormat: String },
      y: { label: '↑ tensors at most, MiB', grid: true, zero: true },
      marks: named(
        byRule((rule) => times.map((T) => ({ T, peak: liveBytes(rule, T).peak }))),
        'T',
        'peak',
        0,
      ),
    },
  ]);

/** What vanilla batch norm and OSR make of currents that drift. The line of training is wide, so that one over it does not hide it. */
function drawNorms() {
  const rows = normalisedMeans();
  const domain = [-1.6, 1.6];
  return stacked(
    ['vanilla BN', 'OSR'].map((norm) => {
      const own = rows.filter((row) => row.norm === norm);
      const training = own.filter(({ name }) => name === 'training');
      return {
        title: norm,
        color: { range },
        x: overSteps(4),
        y: { label: '↑ mean after the norm', grid: true, domain },
        marks: [
          Plot.line(training, { x: 'step', y: 'mean', stroke: 'name', strokeWidth: 8, strokeOpacity: 0.4 }),
          ...named(own, 'step', 'mean', ...domain),
        ],
      };
    }),
  );
}

/** Firing rates of the deepest layers of two trained networks, over time. */
function drawRates() {
  const runs = JSON.parse(readFileSync(new URL('rates.json', import.meta.url), 'utf8'));
  const rows = runs.flatMap(({ name: run, layers }) =>
    layers
      .slice(-range.length)
      .flatMap(({ layer, rate }) =>
        rate.map((value, t) => ({ run, name: `layer ${layer}`, step: t + 1, rate: 100 * value })),
      ),
  );
  const domain = [0, 1.1 * Math.max(...rows.map(({ rate }) => rate))];
  return stacked(
    runs.map(({ name, layers }) => ({
      title: name,
      color: { range },
      x: overSteps(layers[0].rate.length),
      y: { label: '↑ neurons that fire, %', grid: true, domain },
      marks: named(
        rows.filter(({ run }) => run === name),
        'step',
        'rate',
        ...domain,
      ),
    })),
  );
}

/** The pictures of docs/online-learning.md, by the names of their files. */
export const drawGuide = async () => ({
  moments: await drawMoments(),
  peaks: await drawPeaks(),
  norms: await drawNorms(),
  rates: await drawRates(),
});
