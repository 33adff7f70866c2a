import { type FileSystem, nodeFiles, replaceFile } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';
import { readRun, type RunRecord } from './readRun.js';
import type { RunOutcome } from './summary.js';

/** The path of a report, and its main results. */
export interface WrittenReport {
  readonly path: string;
  /** Number of trained batches. */
  readonly iterations: number;
  readonly outcome: RunOutcome;
  /** `null` for a run that was not tested. */
  readonly test: RunRecord['test'];
  /** Problems with files that the report does not need, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Writes `report.html` into a run's folder, from the files in it: the same files give the same page. The first call
 * loads the drawing code, which takes longer to load than the rest of the package.
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
