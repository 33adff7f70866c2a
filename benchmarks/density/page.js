import * as Plot from '@observablehq/plot';
import { stacked } from '@spikegrad/runs';
import { figure, percents, table, threadsText, time } from '../page/table.js';

const passNames = { forward: 'forward', weightGradient: 'gradient to the weights' };
const ratioOf = ({ events, dense }) => dense.median / events.median;
/** Whether a median is no more than another spread allows. */
export const isWithin = (events, dense) => events.median <= dense.upper || events.lower <= dense.median;

const beside = (pair) => `${time(pair.events.median)}, dense ${time(pair.dense.median)}: ${figure(ratioOf(pair))} ×`;

/** Each layer by itself, then all of them. */
export const densityTables = ({ runs }) =>
  runs
    .map(({ threads, layers, whole }) => {
      const columns = layers.flatMap(({ what, rows }) =>
        Object.entries(passNames).map(([pass, name]) => ({
          head: `${what}, ${name}`,
          at: (i) => rows[i].passes[pass],
        })),
      );
      const all = [...columns, { head: 'all convolutions of a time step, three passes', at: (i) => whole[i] }];
      return `${threadsText(threads)}:\n\n${table([
        ['input that is not 0', ...all.map(({ head }) => head)],
        ...whole.map(({ density }, i) => [percents(density), ...all.map(({ at }) => beside(at(i)))]),
      ])}`;
    })
    .join('\n\n');

/** The density from which the dense path is faster, and the cost of the search for events in a dense input. */
export const crossovers = ({ runs }) =>
  runs
    .map(({ threads, whole }) => {
      const full = whole.at(-1);
      const { events, dense } = full;
      const more = (100 * (events.median - dense.median)) / dense.median;
      return (
        `${threadsText(threads)}: ${crossoverText(whole)}. Where no input is 0, a time step takes ${figure(Math.abs(more))} % ` +
        `${more < 0 ? 'less' : 'more'} than the dense path alone (${time(events.median)} against ${time(dense.median)}, quartiles ` +
        `${time(dense.lower)} to ${time(dense.upper)}), which is ${isWithin(events, dense) ? 'within' : '**beyond**'} the spread.`
      );
    })
    .join('\n\n');

/** Events are the faster way as long as their median is below the quartiles of the dense path. */
function crossoverText(whole) {
  const after = whole.findIndex(({ events, dense }) => events.median >= dense.lower);
  if (after === -1) return 'gathering events is faster at every density';
  if (after === 0) return 'gathering events is faster at no density';
  const [last, first] = [whole[after - 1], whole[after]].map(({ density }) => percents(density));
  return `gathering events is faster up to ${last}, and not faster beyond the spread at ${first}`;
}

/** Time over density, events against dense. */
export function drawDensity({ runs }) {
  const { threads, layers, whole } = runs.at(-1);
  const panels = [
    ...layers.flatMap(({ what, rows }) =>
      Object.entries(passNames).map(([pass, name]) => ({
        title: `${what}, ${name}`,
        rows: rows.map(({ density, passes }) => ({ density, pair: passes[pass] })),
      })),
    ),
    {
      title: 'All convolutions of a time step, three passes',
      rows: whole.map(({ density, ...pair }) => ({ density, pair })),
    },
  ];
  return stacked(
    panels.map(({ title, rows }) => {
      const points = rows.flatMap(({ density, pair }) =>
        Object.entries(pair).map(([way, { median, lower, upper }]) => ({
          ...{ way, density: 100 * density },
          ...{ median: 1000 * median, lower: 1000 * lower, upper: 1000 * upper },
        })),
      );
      return {
        title: `${title}; ${threadsText(threads)}`,
        x: {
          label: 'input that is not 0, % →',
          type: 'log',
          ticks: rows.map(({ density }) => 100 * density),
          tickFormat: String,
        },
        y: { label: '↑ ms', grid: true, zero: true },
        color: { domain: ['events', 'dense'], range: ['#1b7837', '#888888'] },
        marks: [
          Plot.ruleX(points, { x: 'density', y1: 'lower', y2: 'upper', stroke: 'way' }),
          Plot.line(points, { x: 'density', y: 'median', stroke: 'way', marker: true }),
          Plot.text(
            points.filter(({ density }) => density === 2),
            { x: 'density', y: 'median', text: 'way', fill: 'way', textAnchor: 'start', dx: 6, dy: -9 },
          ),
        ],
      };
    }),
  );
}
