import { openRegular, type RegularFile } from '@spikegrad/data';
import { codeOf, describe, quoted } from '@spikegrad/files';
import { hasDiverged } from '@spikegrad/trainer';
import { lastBatch } from '../history/readHistory.js';
import { RunError } from './readRunConfig.js';
import { runFiles } from './runFiles.js';

/** Opens the weights of a run. @throws RunError with advice if there are none */
export function openWeights(folder: string): Promise<RegularFile> {
  const { model } = runFiles(folder);
  return openRegular(model, 'a file of weights').catch(async (error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw new RunError(model, 'a file of weights', describe(error));
    throw new RunError(model, 'the weights of a finished or stopped run', `no file; ${await adviceFor(folder)}`);
  });
}

/** Advice for a run without weights. */
async function adviceFor(folder: string): Promise<string> {
  const { config, metrics } = runFiles(folder);
  const last = await lastBatch(metrics);
  if (!last || !hasDiverged(last)) return `\`spikegrad train --resume ${quoted(folder)}\` continues it`;
  const again = `\`spikegrad train ${quoted(config)} --set optimizer.learningRate=…\``;
  return `it diverged in batch ${last.iteration + 1}; train it again with a lower learning rate: ${again}`;
}
