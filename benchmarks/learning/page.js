import * as Plot from '@observablehq/plot';
import { stacked } from '@spikegrad/runs';
import { figure, mebibytes, spreadText, table, threadsText, time } from '../page/table.js';

/** OTTT compared with online at full width. */
export function learningTable({ atFull, full, threads }) {
  const [online] = atFull;
  const rows = atFull.map(({ rule, seconds, peakBytes, resident }) => [
    ...[rule, spreadText(seconds), `${figure(seconds.median / online.seconds.median)} ×`],
    ...[mebibytes(peakBytes), mebibytes(resident)],
  ]);
  const head = ['rule', 'one step: median (quartiles)', 'time against online', 'tensors at most', 'process at most'];
  return `Width ${full.width}, batch ${full.size}, T = ${online.steps}, ${threadsText(threads)}:\n\n${table([head, ...rows])}`;
}

/** BPTT compared with online over T. */
export function overTimeTable({ overTime, narrow, threads }) {
  const times = [...new Set(overTime.map(({ steps }) => steps))];
  const cell = (rule, steps) => {
    const { absent, seconds, peakBytes } = overTime.find((row) => row.rule === rule && row.steps === steps);
    return absent
      ? [absent, '']
      : [`${time(seconds.median)} (${time(seconds.lower)} to ${time(seconds.upper)})`, mebibytes(peakBytes)];
  };
  const head = [
    'T',
    'online: median (quartiles)',
    'online, tensors at most',
    'BPTT: median (quartiles)',
    'BPTT, tensors at most',
  ];
  const rows = times.map((steps) => [String(steps), ...cell('online', steps), ...cell('bptt', steps)]);
  return `Width ${narrow.width}, batch ${narrow.size}, ${threadsText(threads)}:\n\n${table([head, ...rows])}`;
}

const measuredRows = (overTime) =>
  overTime
    .filter(({ absent }) => !absent)
    .map(({ rule, steps, seconds, peakBytes }) => ({
      rule,
      steps,
      seconds: seconds.median,
      mebibytes: peakBytes / 2 ** 20,
    }));

/** The picture of the README: memory over T, on linear axes, with the value at the largest T beside each line. */
export function drawMemoryOverSteps({ overTime }) {
  const titles = { online: 'online', bptt: 'BPTT' };
  const rows = measuredRows(overTime).map((row) => ({ ...row, rule: titles[row.rule] }));
  const largest = Math.max(...rows.map(({ steps }) => steps));
  const ticks = [...new Set(rows.map(({ steps }) => steps))].filter((steps) => steps >= largest / 8);
  return stacked([
    {
      title: 'Memory of one training step',
      marginLeft: 60,
      marginRight: 150,
      x: { label: 'time steps T', labelAnchor: 'center', labelArrow: 'none', domain: [0, largest], ticks },
      y: { label: '↑ tensors at most, MiB', grid: true, zero: true },
      color: { domain: Object.values(titles), range: ['#12a878', '#4c6ef5'] },
      marks: [
        Plot.line(rows, { x: 'steps', y: 'mebibytes', stroke: 'rule', strokeWidth: 2, marker: true }),
        Plot.text(
          rows.filter(({ steps }) => steps === largest),
          {
            ...{ x: 'steps', y: 'mebibytes', fill: 'rule', textAnchor: 'start', dx: 10, fontSize: 13 },
            text: ({ rule, mebibytes: each }) => `${rule}: ${figure(each)} MiB`,
          },
        ),
      ],
    },
  ]);
}

export function drawLearning({ overTime }) {
  const rows = measuredRows(overTime);
  const times = [...new Set(rows.map(({ steps }) => steps))];
  const panel = (title, y, label) => ({
    title,
    x: { label: 'T, time steps →', type: 'log', base: 2, ticks: times, tickFormat: String },
    y: { label, grid: true, zero: true },
    marks: [
      Plot.line(rows, { x: 'steps', y, stroke: 'rule', marker: true }),
      Plot.text(
        rows.filter(
          ({ rule, steps }) => steps === Math.max(...rows.filter((row) => row.rule === rule).map((row) => row.steps)),
        ),
        { x: 'steps', y, text: 'rule', fill: 'rule', textAnchor: 'start', dx: 8 },
      ),
    ],
  });
  return stacked([
    panel('Most bytes of tensors, over the number of time steps', 'mebibytes', '↑ MiB'),
    panel('Time of a training step, over the number of time steps', 'seconds', '↑ seconds'),
  ]);
}
