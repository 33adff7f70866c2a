import { stacked } from '@spikegrad/runs';
import { namedLines } from '../page/lines.js';
import { table } from '../page/table.js';

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const namesOf = (rows, field) => [...new Set(rows.map((row) => row[field]))];

/** Accuracy in percent, mean over the seeds. */
const means = (rows) =>
  namesOf(rows, 'kind').flatMap((kind) =>
    namesOf(rows, 'batchSize').map((batchSize) => ({
      ...{ kind, batchSize },
      accuracy:
        100 * mean(rows.filter((row) => row.kind === kind && row.batchSize === batchSize).map(({ share }) => share)),
    })),
  );

export function thresholdsTable({ rows }) {
  const all = means(rows);
  const body = namesOf(rows, 'kind').map((kind) => [
    kind,
    ...all.filter((row) => row.kind === kind).map(({ accuracy }) => accuracy.toFixed(1)),
  ]);
  return table([['thresholds', ...namesOf(rows, 'batchSize').map((size) => `batch ${size}`)], ...body]);
}

/** Accuracy relative to the dynamic thresholds of the largest batch, for each seed. */
export function thresholdsDifferences({ rows }) {
  const [seeds, size] = [namesOf(rows, 'seed'), Math.max(...namesOf(rows, 'batchSize'))];
  const shareOf = (kind, seed) =>
    rows.find((row) => row.kind === kind && row.seed === seed && row.batchSize === size).share;
  const points = (kind, seed) => (100 * (shareOf(kind, seed) - shareOf('dynamic', seed))).toFixed(1);
  const others = namesOf(rows, 'kind').filter((kind) => kind !== 'dynamic');
  const body = others.map((kind) => [kind, ...seeds.map((seed) => points(kind, seed))]);
  return table([['difference from dynamic, points', ...seeds.map((seed) => `seed ${seed}`)], ...body]);
}

export const drawThresholds = ({ rows }) =>
  stacked([
    {
      title: 'Accuracy over the size of test batches',
      x: {
        label: 'images in a test batch →',
        type: 'log',
        base: 2,
        ticks: namesOf(rows, 'batchSize'),
        tickFormat: String,
      },
      y: { label: '↑ accuracy, %, mean over seeds', grid: true },
      ...namedLines(means(rows), { x: 'batchSize', y: 'accuracy', name: 'kind' }),
    },
  ]);
