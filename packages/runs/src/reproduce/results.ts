import type { PaperPage, PaperRow } from './paperPage.js';
import type { Standings } from './queue.js';

/** The results of the runs of a row. Only finished runs count. */
export interface RowResult {
  readonly row: PaperRow;
  /** Test accuracies, in per cent, by seed. */
  readonly accuracies: readonly number[];
  readonly mean: number | null;
  /** Standard deviation over the seeds, with n − 1; `null` for fewer than two. */
  readonly deviation: number | null;
  /** Number of planned runs. */
  readonly planned: number;
}

export function resultsOf({ rows }: Pick<PaperPage, 'rows'>, standings: readonly Standings[]): readonly RowResult[] {
  return rows.flatMap((row) => {
    const own = standings.filter(({ job }) => job.row.id === row.id);
    if (own.length === 0) return [];
    const accuracies = own.flatMap(({ standing }) =>
      standing.state === 'finished' ? [100 * standing.result.accuracy] : [],
    );
    return [{ row, accuracies, ...spread(accuracies), planned: own.length }];
  });
}

/** Mean and standard deviation, with n − 1. */
export function spread(values: readonly number[]): Pick<RowResult, 'mean' | 'deviation'> {
  const n = values.length;
  if (n === 0) return { mean: null, deviation: null };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, deviation: null };
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)) };
}

/** The comparison of two neighbouring rows of the paper's order. */
export interface Comparison {
  readonly worse: RowResult;
  readonly better: RowResult;
  /** Difference of the means, in points. */
  readonly difference: number;
  /** Twice the standard error of the difference. */
  readonly noise: number;
}

/** Neighbours in the paper's order, among the rows with more than one seed and all runs finished. */
export function compare({ order }: PaperPage, results: readonly RowResult[]): readonly Comparison[] {
  const find = (id: string) => results.find(({ row }) => row.id === id);
  const whole = order.flatMap((id) => find(id) ?? []).filter(isWhole);
  return whole.slice(1).map((better, i) => {
    const worse = whole[i]!;
    const difference = better.mean! - worse.mean!;
    return { worse, better, difference, noise: 2 * Math.sqrt(errorOf(worse) + errorOf(better)) };
  });
}

const isWhole = ({ accuracies, planned, deviation }: RowResult): boolean =>
  accuracies.length === planned && deviation !== null;

/** The squared standard error of a mean. */
const errorOf = ({ deviation, accuracies }: RowResult): number => deviation! ** 2 / accuracies.length;
