import { relative } from 'node:path';
import { meanText, tableOf } from '../reproduce/markdown.js';
import type { PagePlot } from '../reproduce/plots.js';
import type { Standings } from '../reproduce/queue.js';
import { resultsOf, spread, type RowResult } from '../reproduce/results.js';
import type { SweepOptions } from './options.js';

/** One combination of a sweep, its accuracies in per cent as mean ± standard deviation over the seeds. */
export interface SweepRow {
  readonly name: string;
  /** Of the last epoch; `null` where the config has no validation. */
  readonly validation: string | null;
  readonly test: string;
  readonly finished: number;
  readonly planned: number;
}

type Finished = Extract<Standings['standing'], { readonly state: 'finished' }>;

const finishedOf = (standings: readonly Standings[], id: string): readonly Finished[] =>
  standings.flatMap(({ job, standing }) => (job.row.id === id && standing.state === 'finished' ? [standing] : []));

const validationOf = ({ figures }: Finished): number | null => figures.epochs.at(-1)?.validation?.accuracy ?? null;

/** The combinations, in the order of the runs. */
const rowsOf = (standings: readonly Standings[]) => [
  ...new Map(standings.map(({ job: { row } }) => [row.id, row])).values(),
];

/** The test results of every combination. */
export const resultsIn = (standings: readonly Standings[]): readonly RowResult[] =>
  resultsOf({ rows: rowsOf(standings) }, standings);

/** The results of the finished runs of a sweep, one row for each combination. */
export const sweepTable = (standings: readonly Standings[]): readonly SweepRow[] =>
  resultsIn(standings).map(({ row, mean, deviation, accuracies, planned }) => {
    const validations = finishedOf(standings, row.id).flatMap((run) => validationOf(run) ?? []);
    const validated = spread(validations.map((accuracy) => 100 * accuracy));
    return {
      name: row.name,
      validation: validations.length === 0 ? null : meanText(validated.mean, validated.deviation),
      test: meanText(mean, deviation),
      ...{ finished: accuracies.length, planned },
    };
  });

/** The page of a sweep as Markdown. */
export function sweepText(
  { config, set, seeds, out }: SweepOptions,
  standings: readonly Standings[],
  plots: readonly PagePlot[],
): string {
  const rows = sweepTable(standings);
  const validates = rows.some(({ validation }) => validation !== null);
  const head = ['', ...(validates ? ['validation accuracy, %'] : []), 'test accuracy, %', 'runs finished'];
  const table = tableOf(
    head,
    rows.map(({ name, validation, test, finished, planned }) => [
      ...[name, ...(validates ? [validation ?? '–'] : []), test, `${finished} of ${planned}`],
    ]),
  );
  const values = set.map((each) => `--set '${each}'`).join(' ');
  const runs = standings.map(({ job: { row, seed, folder }, standing: { state } }) => [
    ...[row.name, String(seed), state, `\`${relative(out, folder)}\``],
  ]);
  const parts = [
    `# Sweep of ${config}`,
    '```sh\n' + `spikegrad sweep ${config} ${values} --seeds ${seeds}` + '\n```',
    table,
    'Accuracies are means ± standard deviations over the seeds.',
    ...(validates
      ? []
      : [
          'If a combination is chosen by its test accuracy, that accuracy is biased. Set `validation.samples` to choose by held-out training samples.',
        ]),
    ...plots.map(({ name, caption }) => `![${caption}](sweep-${name}.svg)\n\n*${caption}.*`),
    tableOf(['combination', 'seed', 'state', 'folder'], runs),
  ];
  return `${parts.join('\n\n')}\n`;
}
