import * as Plot from '@observablehq/plot';
import type { RunPlan } from '../folder/runPlan.js';
import { chart, iterationAxis } from './chart.js';
import { thin } from './curve.js';
import { html, type Html } from './html.js';
import type { RunRecord } from './readRun.js';

const mebibyte = 2 ** 20;

/** Most points of a curve. For a run with more machine events, each point is the maximum of several. */
const mostLooks = 200;

export const mebibytes = (bytes: number): string => `${(bytes / mebibyte).toFixed(1)} MiB`;

/** Maximum bytes of live tensors; `null` in folders of older versions. */
export const peakOf = ({ machine }: RunRecord): number | null =>
  machine.length === 0 ? null : machine.reduce((most, { peakBytes }) => Math.max(most, peakBytes), 0);

/**
 * Images per second between the first and the last machine event of the process that ended the run; `null` for a
 * single event or for batches of different sizes.
 */
export function speedOf({ machine, plan: { batchSize } }: RunRecord): number | null {
  const begin = machine.findLastIndex(({ seconds }, i) => i === 0 || seconds < machine[i - 1]!.seconds);
  const [first, last] = [machine[begin], machine.at(-1)];
  if (!first || !last || batchSize === null || last.seconds <= first.seconds) return null;
  return ((last.iteration - first.iteration) * batchSize) / (last.seconds - first.seconds);
}

/** Live and peak bytes of tensors, and how they depend on T. */
export function memorySection(run: RunRecord): Html | '' {
  const peak = peakOf(run);
  if (peak === null) return '';
  const last = run.machine.at(-1)!;
  const curve = (field: 'bytes' | 'peakBytes', colour: string): Plot.Markish[] => {
    const looks = run.machine.map(({ iteration, [field]: bytes }) => {
      const value = bytes / mebibyte;
      return { x: iteration + 1, low: value, value, high: value };
    });
    const rows = thin(looks, mostLooks);
    return [
      Plot.line(rows, { x: 'x', y: 'high', stroke: colour, strokeWidth: 2 }),
      Plot.dot(rows, { x: 'x', y: 'high', fill: colour, r: 2.5 }),
    ];
  };
  return html`<section aria-labelledby="memory">
    <h2 id="memory">Memory</h2>
    <div class="two">
      ${chart({
        title: 'Tensors, MiB',
        note: html`<b class="bad">red</b>: peak so far; <b class="blue">blue</b>: between batches`,
        says: `Peak ${mebibytes(peak)}; ${mebibytes(last.bytes)} after the last batch.`,
        values: { points: [{ x: 0, value: peak / mebibyte }], zero: true },
        options: {
          ...{ width: 520, height: 200 },
          x: iterationAxis(run.history.count),
          marks: [...curve('peakBytes', 'var(--bad)'), ...curve('bytes', 'var(--blue)')],
        },
      })}
      <p>${timeNote(run.plan)} Computed on ${[last.device, last.instructions].filter(Boolean).join(', ')}.</p>
    </div>
  </section>`;
}

function timeNote({ isThroughTime, steps }: RunPlan): string {
  if (isThroughTime)
    return `Trained through time: the graph of all T\u00a0=\u00a0${steps} steps is in memory at once, so the peak grows with T.`;
  return `Trained online: the graph of each step is freed before the next step begins, so the peak is that of one step and does not grow with T\u00a0=\u00a0${steps}.`;
}
