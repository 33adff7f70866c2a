import { activitySections } from './activity.js';
import { metricsBytes } from './current.js';
import { html, trusted } from './html.js';
import { learningSection } from './learning.js';
import { memorySection } from './memory.js';
import { normsSection } from './norms.js';
import type { RunRecord } from './readRun.js';
import { settingsSection } from './settings.js';
import { style } from './style.js';
import { summarySection } from './summary.js';

/** The report of a run as one HTML page without scripts, fonts or other files. */
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
