import { stat } from 'node:fs/promises';
import { openRegular } from '@spikegrad/data';
import { asFileError } from '@spikegrad/files';
import { runFiles } from '../folder/runFiles.js';

/** The name of the `meta` element of a report that has the length of its metrics file, in bytes. */
export const metricsBytes = 'spikegrad-metrics-bytes';

/** The element is within this number of bytes at the beginning of a report. */
const headBytes = 1024;

/**
 * Whether the report of a run contains all of its metrics; after a crash it may be missing or older. @throws
 * FileError
 */
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
