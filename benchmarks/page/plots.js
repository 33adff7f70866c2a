import * as Plot from '@observablehq/plot';
import { stacked } from '@spikegrad/runs';
import { drawDensity } from '../density/page.js';
import { drawLearning, drawMemoryOverSteps } from '../learning/page.js';
import { drawMemory } from '../memory/overTime.js';
import { workloads } from '../peers/workloads.js';
import { drawRules } from '../rules/page.js';
import { drawThresholds } from '../thresholds/page.js';
import { threadsText } from './table.js';

/** A promise of each plot for which there are figures, by the name of its file. */
export const drawAll = ({ step, density, learning, peers, memory, rules, thresholds }) => ({
  ...(step && { step: drawStep(step), parts: drawParts(step) }),
  ...(peers && { peers: drawPeers(peers) }),
  ...(density && { density: drawDensity(density) }),
  ...(learning && { learning: drawLearning(learning), memoryOverSteps: drawMemoryOverSteps(learning) }),
  ...(memory && { memory: drawMemory(memory.overTime) }),
  ...(rules && { rules: drawRules(rules) }),
  ...(thresholds && { thresholds: drawThresholds(thresholds) }),
});

function drawStep({ runs }) {
  const sizes = [...new Set(runs.map(({ size }) => size))].sort((a, b) => b - a);
  return stacked(
    sizes.map((size, i) => {
      const rows = runs
        .filter((run) => run.size === size)
        .map(({ name, threads, seconds }) => ({
          name: `${name}, ${threadsText(threads)}`,
          who: name.split(',')[0],
          ...seconds,
        }));
      const y = { y: 'name' };
      return {
        ...(i === 0 && { title: 'One training step; bars are medians, lines quartiles' }),
        marginLeft: 210,
        x: { label: `seconds, batch ${size} →`, grid: true, zero: true },
        y: { label: null, domain: rows.map(({ name }) => name) },
        color: { domain: ['Spikegrad', 'PyTorch'], range: ['#1b7837', '#bbbbbb'] },
        marks: [
          Plot.barX(rows, { ...y, x: 'median', fill: 'who' }),
          Plot.ruleY(rows, { ...y, x1: 'lower', x2: 'upper', stroke: 'currentColor' }),
        ],
      };
    }),
  );
}

function drawParts({ parts }) {
  const rows = parts.flatMap(({ threads, roles }) =>
    Object.entries(roles).map(([role, seconds]) => ({
      threads,
      role,
      seconds,
    })),
  );
  const order = Object.keys(parts[0].roles).sort((a, b) => parts[0].roles[b] - parts[0].roles[a]);
  return stacked(
    parts.map(({ threads }, i) => ({
      ...(i === 0 && { title: 'Where a training step goes, batch 32' }),
      marginLeft: 230,
      x: { label: `seconds, ${threadsText(threads)} →`, grid: true, zero: true },
      y: { label: null, domain: order },
      marks: [
        Plot.barX(
          rows.filter((row) => row.threads === threads),
          { x: 'seconds', y: 'role', fill: '#1b7837' },
        ),
      ],
    })),
  );
}

/** In each panel the dots of one workload are named by their libraries. */
function drawPeers({ rows }) {
  const bars = rows.flatMap(({ name, threads, figures }) =>
    Object.entries(figures).flatMap(([workload, { speed }]) =>
      speed ? [{ workload, library: threads > 1 ? `${name}, ${threadsText(threads)}` : name, speed }] : [],
    ),
  );
  const panel = (unit, named, title) => ({
    ...(title && { title }),
    marginLeft: 230,
    x: { label: `${unit} →`, grid: true, type: 'log' },
    y: { label: null },
    color: { legend: false, domain: [...new Set(bars.map(({ library }) => library))] },
    marks: [
      Plot.dot(
        bars.filter(({ workload }) => workloads[workload].unit === unit),
        { x: 'speed', y: 'workload', fill: 'library', r: 5 },
      ),
      Plot.text(
        bars.filter(({ workload }) => workload === named),
        {
          x: 'speed',
          y: 'workload',
          text: 'library',
          fill: 'library',
          textAnchor: 'start',
          rotate: -30,
          dx: 4,
          dy: -6,
        },
      ),
    ],
  });
  return stacked([
    panel('GFLOP/s', 'conv 3×3, forward', 'Operations: further right is faster'),
    panel('GB/s', 'maximum of all'),
  ]);
}
