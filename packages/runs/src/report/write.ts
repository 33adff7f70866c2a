import { stat } from 'node:fs/promises';
import { openRegular } from '@spikegrad/data';
import { asFileError, type FileSystem, nodeFiles, replaceFile } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';
import { activitySections } from './activity.js';
import { html, trusted } from './html.js';
import { learningSection } from './learning.js';
import { memorySection } from './memory.js';
import { normsSection } from './norms.js';
import { readRun, type RunRecord } from './readRun.js';
import { settingsSection } from './settings.js';
import { style } from './style.js';
import { outcomeOf, type RunOutcome, summarySection } from './summary.js';

/** The name of the bytes of metrics that a page was made from. */
const metricsBytes = 'spikegrad-metrics-bytes';

/** A run as one page of HTML that needs nothing from elsewhere: no script, no font, no network. */
export const renderReport = (run: RunRecord): string =>
  `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
          <meta name="${metricsBytes}" content="${run.metricsBytes}" />
          <title>${run.plan.title}</title>
          <style>
            ${trusted(style)}
          </style>
        </head>
        <body>
          ${summarySection(run)}
          <main>
            ${
              run.history.count === 0
                ? ''
                : html`${learningSection(run)} ${activitySections(run)} ${normsSection(run)} ${memorySection(run)}`
            }
            ${settingsSection(run)}
          </main>
        </body>
      </html>`.text
  }\n`;

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
 * Writes `report.html` into a run's folder, from the files that are there: the same files give the same page.
 *
 * @throws RunError, FormatError, FileError
 */
export async function writeReport(folder: string, files: FileSystem = nodeFiles): Promise<WrittenReport> {
  const run = await readRun(folder);
  const path = runFiles(folder).report;
  await replaceFile(path, renderReport(run), files);
  return { path, iterations: run.history.count, outcome: outcomeOf(run), test: run.test, warnings: run.warnings };
}

/** The first bytes of a page, in which it says what it was made from. */
const headBytes = 1024;

/** Whether the report of a run was made from all of its metrics; after a crash it may be missing or an older one. @throws FileError */
export async function isReportCurrent(folder: string): Promise<boolean> {
  const { metrics, report } = runFiles(folder);
  const { size } = await stat(metrics).catch(asFileError(metrics, 'the metrics of a run'));
  const file = await openRegular(report, 'a report').catch(() => null);
  if (!file) return false;
  try {
    const head = new TextDecoder().decode(await file.read(0, headBytes));
    return head.includes(`name="${metricsBytes}" content="${size}"`);
  } finally {
    await file.close();
  }
}
