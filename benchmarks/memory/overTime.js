import { cpu, Random, tensor } from '@spikegrad/core';
import { LIF } from '@spikegrad/neurons';
import { onlineLoss, SGD } from '@spikegrad/nn';
import { OSR, OTS } from '@spikegrad/normalization';
import { bptt, online, ottt } from '@spikegrad/online';
import { vgg } from '@spikegrad/models';
import { stacked } from '@spikegrad/runs';
import * as Plot from '@observablehq/plot';
import { table } from '../page/table.js';

const rules = { online: online(), ottt: ottt(), bptt: bptt() };
const times = [1, 2, 4, 8, 16, 32];
const megabyte = 2 ** 20;

/** The most bytes alive at once while a narrow VGG learns one sequence of T static frames, model and optimizer included. */
export function peakOf(rule, steps) {
  const backend = cpu();
  const neuron = () => new LIF({ threshold: new OTS() });
  const norm = (channels, placement) => new OSR(channels, placement);
  const model = vgg({ classes: 10, width: 1 / 16, seed: 1, norm, neuron, backend });
  const optimizer = new SGD(model.parameters(), { momentum: 0.9 });
  const image = new Random(2).normal([4, 3, 32, 32], { backend });
  const label = tensor([0, 1, 2, 3], { backend });
  const step = () => {
    const logits = model.forward(image);
    return { logits, loss: onlineLoss(logits, label) };
  };
  backend.resetPeak();
  const { loss, logits } = rules[rule].learn({ model, optimizer, steps, step });
  loss.dispose();
  logits.dispose();
  return backend.memory().peakBytes;
}

/** Measures every rule at every T: the rows of the table. */
export const measureMemory = () =>
  Object.keys(rules).flatMap((rule) =>
    times.map((steps) => ({ rule, steps, megabytes: peakOf(rule, steps) / megabyte })),
  );

export function memoryTable(rows) {
  const line = (rule) =>
    times.map((steps) => rows.find((row) => row.rule === rule && row.steps === steps).megabytes.toFixed(2));
  const head = ['rule', ...times.map((steps) => `T = ${steps}`)];
  const body = Object.keys(rules).map((rule) => [rule, ...line(rule)]);
  return table([head, ...body]);
}

export function drawMemory(rows) {
  const last = rows.filter(({ steps }) => steps === times.at(-1));
  return stacked([
    {
      title: 'Peak memory over the number of time steps',
      x: { label: 'T, time steps →', type: 'log', base: 2, ticks: times, tickFormat: String },
      y: { label: '↑ peak memory, MiB', grid: true, zero: true },
      marks: [
        Plot.line(rows, { x: 'steps', y: 'megabytes', stroke: 'rule', marker: true }),
        Plot.text(
          last,
          Plot.dodgeY({
            x: 'steps',
            y: 'megabytes',
            text: 'rule',
            fill: 'rule',
            textAnchor: 'start',
            dx: 8,
            anchor: 'middle',
            padding: 4,
          }),
        ),
      ],
    },
  ]);
}
