import { titleOf } from '../config/title.js';
import type { FileSystem } from '../files/fileSystem.js';
import { nodeFiles } from '../files/nodeFiles.js';
import { replaceFile } from '../files/replaceFile.js';
import { runFiles } from '../train/runFiles.js';
import { activitySections } from './activity.js';
import { html, trusted } from './html.js';
import { learningSection } from './learning.js';
import { memorySection } from './memory.js';
import { normsSection } from './norms.js';
import { readRun, type RunRecord } from './readRun.js';
import { settingsSection } from './settings.js';
import { style } from './style.js';
import { summarySection } from './summary.js';

/** A run as one page of HTML that needs nothing from elsewhere: no script, no font, no network. */
export const renderReport = (run: RunRecord): string =>
  `${
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
          <title>${titleOf(run.config)}</title>
          <style>
            ${trusted(style)}
          </style>
        </head>
        <body>
          ${summarySection(run)}
          <main>
            ${
              run.iterations.length === 0
                ? ''
                : html`${learningSection(run)} ${activitySections(run)} ${normsSection(run)} ${memorySection(run)}`
            }
            ${settingsSection(run)}
          </main>
        </body>
      </html>`.text
  }\n`;

/**
 * Writes `report.html` into a run's folder, from the files that are there: the same files give the same page.
 *
 * @returns its path, and the run it tells of
 * @throws RunError, FormatError, FileError
 */
export async function writeReport(
  folder: string,
  files: FileSystem = nodeFiles,
): Promise<{ readonly path: string; readonly run: RunRecord }> {
  const run = await readRun(folder);
  const path = runFiles(folder).report;
  await replaceFile(path, renderReport(run), files);
  return { path, run };
}
