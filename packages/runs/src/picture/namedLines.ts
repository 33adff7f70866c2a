import * as Plot from '@observablehq/plot';
import { apart } from './apart.js';

/**
 * A line for each name, with the name at its end.
 *
 * @param least the least value of the axis of `y`, unless a value is below it @param most the largest one, unless a value is above it
 */
export function named<Row extends { readonly name: string }>(
  rows: readonly Row[],
  x: keyof Row & string,
  y: keyof Row & string,
  least = Infinity,
  most = -Infinity,
) {
  const ends = [...new Map(rows.map((row) => [row.name, row])).values()];
  const values = rows.map((row) => Number(row[y]));
  const places = apart(
    ends.map((row) => Number(row[y])),
    lineHeight * (Math.max(most, ...values) - Math.min(least, ...values) || 1),
  );
  const labels = ends.map((row, i) => ({ ...row, label: places[i]! }));
  return [
    Plot.line(rows, { x, y, z: 'name', stroke: 'name' }),
    Plot.dot(rows, { x, y, fill: 'name', r: 2.5 }), // markers of `Plot.line` have ids that differ between pictures of a process
    Plot.text(labels, { x, y: 'label', text: 'name', fill: 'name', textAnchor: 'start', dx: 8 }),
  ];
}

/** The height of a label, as a fraction of the panel's height. */
const lineHeight = 0.06;
