import type { Standings } from './queue.js';

/**
 * The results of the finished runs of a page as JSON lines, small enough to be stored with the page: test,
 * validations, rates and thresholds. The metrics of all batches are in the folders of the runs. With the device, the
 * seconds of training and the hashes of the code.
 */
export const runLines = (standings: readonly Standings[]): string =>
  standings
    .flatMap(({ job: { row, seed, config }, standing }) => {
      if (standing.state !== 'finished') return [];
      const epochs = standing.figures.epochs.map(({ event: _, isBest: __, ...epoch }) => epoch);
      const { rates, thresholds, machine, code } = standing.figures;
      const made = { ...(machine && { device: machine.device, seconds: machine.seconds }), code };
      const figures = { test: standing.result, epochs, rates, thresholds };
      return [`${JSON.stringify({ row: row.id, seed, ...made, config, ...figures })}\n`];
    })
    .join('');
