import { stacked } from '@spikegrad/runs';
import { percents, table } from '../page/table.js';
import { namedLines } from '../page/lines.js';

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
  return `${batches} batches of ${size} images, T = ${steps}, after ${learned} training batches; firing rates of layers are ${least} to ${most}.`;
}

export function drawRules({ rows }) {
  const floor = Math.floor(10 * Math.min(...rows.map(({ mean }) => mean))) / 10;
  return stacked([
    {
      title: 'Cosine between the gradients of each rule and of BPTT',
      x: { label: null, domain: namesOf(rows, 'layer') },
      y: { label: '↑ cosine similarity', grid: true, domain: [floor, 1] },
      ...namedLines(rows, { x: 'layer', y: 'mean', name: 'rule' }),
    },
  ]);
}
