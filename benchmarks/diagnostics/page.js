import { spreadText, table } from '../page/table.js';

/** What is recorded, by the name in the kept figures. */
export const recorded = {
  nobody: 'nothing',
  figures: 'statistics',
  'figures and membranes': 'statistics and membranes',
};

export function diagnosticsTable({ rows }) {
  const more = ({ watcher, share: { median, lower, upper } }) =>
    watcher === 'nobody' ? '' : `${signed(median)} (${signed(lower)} to ${signed(upper)})`;
  const cells = rows.map((row) => [
    `${row.width}, batch ${row.size}`,
    recorded[row.watcher],
    spreadText(row.seconds),
    more(row),
  ]);
  return table([['width', 'recorded', 'processor time of a step', 'more: median (quartiles)'], ...cells]);
}

const signed = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`;
