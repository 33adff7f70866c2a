import { stacked } from '@spikegrad/cli';
import * as Plot from '@observablehq/plot';
import { percents, table } from '../page/table.js';
import { lines } from '../page/lines.js';

const namesOf = (rows, field) => [...new Set(rows.map((row) => row[field]))];

/** Cosines by rule and layer. */
export function rulesTable({ rows }) {
  const layers = namesOf(rows, 'layer');
  const cell = (rule, layer) => rows.find((row) => row.rule === rule && row.layer === layer).mean.toFixed(3);
  const body = namesOf(rows, 'rule').map((rule) => [rule, ...layers.map((layer) => cell(rule, layer))]);
  return table([['rule', ...layers], ...body]);
}

export function rulesSetting({ learned, batches, size, steps, rates }) {
  const shares = Object.values(rates);
  const [least, most] = [Math.min(...shares), Math.max(...shares)].map(percents);
  return `${batches} batches of ${size} images, T = ${steps}, after ${learned} training batches; layers fire at ${least} to ${most}.`;
}

export const drawRules = ({ rows }) =>
  stacked([
    {
      title: "How near each rule's gradient comes to that of BPTT",
      x: { label: null, domain: namesOf(rows, 'layer') },
      y: { label: '↑ cosine similarity', grid: true, domain: [Math.min(0, ...rows.map(({ mean }) => mean)), 1] },
      color: { ...lines, domain: namesOf(rows, 'rule') },
      marks: [
        Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.4 }),
        Plot.ruleX(rows, { x: 'layer', y1: 'least', y2: 'most', stroke: 'rule', strokeOpacity: 0.25, strokeWidth: 3 }),
        Plot.line(rows, { x: 'layer', y: 'mean', z: 'rule', stroke: 'rule', strokeWidth: 2, marker: true }),
        Plot.text(
          rows.filter(({ layer }) => layer === rows.at(-1).layer),
          Plot.dodgeY({
            ...{ x: 'layer', y: 'mean', text: 'rule', fill: 'rule', textAnchor: 'start' },
            ...{ dx: 10, anchor: 'middle', padding: 4 },
          }),
        ),
      ],
    },
  ]);
