import { figure, percents, table } from '../page/table.js';

const isBound = ({ bound }) => bound === null;
const units = (name) => (name.startsWith('bytes') ? 'GB/s' : 'GFLOP/s');

/** What share of its bound a kernel reaches; the bound is the fastest of its turns, the kernel their median. */
export function shareOf(rows, { bound, speed }) {
  return speed.median / rows.find(({ name }) => name === bound).speed.maximum;
}

export function boundTable({ rows }) {
  const limits = rows.filter(isBound).map(({ name, speed }) => `${name} ${figure(speed.maximum)} ${units(name)}`);
  const body = rows
    .filter((row) => !isBound(row))
    .map((row) => {
      const { name, bound, speed } = row;
      const { lower, median, upper } = speed;
      const spread = `${figure(median)} ${units(bound)} (${figure(lower)} to ${figure(upper)}, n = ${speed.count})`;
      return [name, bound, spread, percents(shareOf(rows, row))];
    });
  const head = ['kernel', 'limited by', 'median (quartiles)', 'of the limit'];
  return `Limits of one thread: ${limits.join('; ')}.\n\n${table([head, ...body])}`;
}
