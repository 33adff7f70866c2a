import { hasDiverged } from '@spikegrad/trainer';
import { lastBatch } from '../history/readHistory.js';
import { readRunConfig } from './readRunConfig.js';
import { runFiles } from './runFiles.js';

/**
 * A warning for a run that has not finished or has diverged: its weights are those of its last stop. `null` for a
 * finished run.
 *
 * @throws RunError
 */
export async function weightsNote(folder: string): Promise<string | null> {
  const last = await lastBatch(runFiles(folder).metrics);
  if (!last) return null;
  const { iterations } = await readRunConfig(folder);
  const learned = last.iteration + 1;
  if (hasDiverged(last))
    return `the run diverged in batch ${learned} of ${iterations}; its weights are older: they are those of its last stop`;
  if (learned < iterations)
    return `the run has trained ${learned} of ${iterations} batches; its weights are those of its last stop`;
  return null;
}
