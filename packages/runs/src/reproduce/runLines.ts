import type { Standings } from './queue.js';

/**
 * The results of the finished runs of a page as JSON lines, small enough to be kept with the page: test and validations, rates and thresholds. Metrics
 * of the batches are in the folders of the runs.
 */
export const runLines = (standings: readonly Standings[]): string =>
  standings
    .flatMap(({ job: { row, seed, config }, standing }) => {
      if (standing.state !== 'finished') return [];
      const epochs = standing.figures.epochs.map(({ event: _, isBest: __, ...epoch }) => epoch);
      const { rates, thresholds } = standing.figures;
      return [`${JSON.stringify({ row: row.id, seed, config, test: standing.result, epochs, rates, thresholds })}\n`];
    })
    .join('');
