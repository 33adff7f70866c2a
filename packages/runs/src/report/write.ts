import { type FileSystem, nodeFiles, replaceFile } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';
import { readRun, type RunRecord } from './readRun.js';
import type { RunOutcome } from './summary.js';

/** Where a report was written, and its main figures. */
export interface WrittenReport {
  readonly path: string;
  /** Number of trained batches. */
  readonly iterations: number;
  readonly outcome: RunOutcome;
  /** `null` for a run that was not tested. */
  readonly test: RunRecord['test'];
  /** Files that could not be read and that a report does not need, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Writes `report.html` into a run's folder, from the files that are there: the same files give the same page. The drawing code is loaded by the
 * first call, since that takes longer than to load the rest of the package.
 *
 * @throws RunError, FormatError, FileError
 */
export async function writeReport(folder: string, files: FileSystem = nodeFiles): Promise<WrittenReport> {
  const run = await readRun(folder);
  const [{ renderReport }, { outcomeOf }] = [await import('./render.js'), await import('./summary.js')];
  const path = runFiles(folder).report;
  await replaceFile(path, renderReport(run), files);
  return { path, iterations: run.history.count, outcome: outcomeOf(run), test: run.test, warnings: run.warnings };
}
