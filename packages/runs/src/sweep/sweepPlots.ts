import { drawEpochs } from '../picture/epochPlots.js';
import { drawAccuracy, type PagePlot } from '../reproduce/plots.js';
import type { Standings } from '../reproduce/queue.js';
import { resultsIn } from './sweepText.js';

/**
 * Plots of the finished runs: test accuracy by combination, and validation accuracy over the epochs if there is a
 * validation.
 */
export function sweepPlots(standings: readonly Standings[]): readonly PagePlot[] {
  const finished = standings.flatMap(({ job, standing }) =>
    standing.state === 'finished' ? [{ name: job.row.name, figures: standing.figures }] : [],
  );
  const pictures = { accuracy: drawAccuracy(resultsIn(standings)), epochs: drawEpochs(finished) };
  const captions = {
    accuracy: 'Test accuracy: dots are seeds, bars are means',
    epochs: 'Validation accuracy after each epoch; bands reach from the lowest to the highest seed',
  };
  return (['accuracy', 'epochs'] as const).flatMap((name) => {
    const svg = pictures[name];
    return svg === null ? [] : [{ name, caption: captions[name], svg }];
  });
}
