import type { Standings } from './queue.js';

/**
 * What the finished runs of a page measured, one JSON object a line, small enough to be kept with the page: test and epochs, with both evaluations where
 * the config has them. Metrics of the batches stay in the folders of the runs.
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
