import { type FileSystem, nodeFiles, replaceFile } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';
import { readRun, type RunRecord } from './readRun.js';
import type { RunOutcome } from './summary.js';

/** A report, and what it says in short. */
export interface WrittenReport {
  readonly path: string;
  /** Batches that were learned. */
  readonly iterations: number;
  readonly outcome: RunOutcome;
  /** `null` for a run that was not tested. */
  readonly test: RunRecord['test'];
  /** What could not be read and is not needed. */
  readonly warnings: readonly string[];
}

/**
 * Writes `report.html` into a run's folder, from the files that are there: the same files give the same page. What draws is loaded by the
 * first call: it takes longer to load than all the rest of the package.
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
