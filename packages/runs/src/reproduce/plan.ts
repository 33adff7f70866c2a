import { basename, join } from 'node:path';
import { SpikegradError } from '@spikegrad/core';
import { readConfig } from '../config/read.js';
import type { RunConfig } from '@spikegrad/trainer';
import { filesOf } from '@spikegrad/datasets';
import type { PaperPage, PaperRow, Scale } from './paperPage.js';

/** One run of a page. */
export interface Job {
  readonly row: PaperRow;
  readonly seed: number;
  readonly config: RunConfig;
  /** The folder of the run, named after its config: rows of two pages with one config share their runs. */
  readonly folder: string;
}

/** A row that is not run, and why. */
export interface Unrun {
  readonly row: PaperRow;
  readonly scale: Scale;
  /** `null` if there is no config for it. */
  readonly config: RunConfig | null;
  readonly file: string | null;
  readonly why: string;
}

export interface Plan {
  /** One seed after the other, with all rows of each, so that rows can be compared early. */
  readonly jobs: readonly Job[];
  readonly unrun: readonly Unrun[];
}

/** The runs of a page at one scale, and the rows that cannot be run. @throws ConfigError */
export async function planOf(page: PaperPage, scale: Scale, seeds: number, out: string): Promise<Plan> {
  const runnable: { readonly row: PaperRow; readonly config: RunConfig; readonly file: string }[] = [];
  const unrun: Unrun[] = [];
  for (const row of page.rows) {
    const { file, config } = await configOf(page, row, scale);
    if (!config && scale !== 'full' && row.full !== undefined) {
      unrun.push({ row, scale: 'full', ...(await configOf(page, row, 'full')), why: 'full scale, not requested' });
      continue;
    }
    const why = config ? await missingData(config) : (row.lacks ?? `this row has no config at ${scale} scale`);
    if (config && file !== null && why === null) runnable.push({ row, config, file });
    else unrun.push({ row, scale, config, file, why: why! });
    if (scale === 'full') continue;
    const full = await configOf(page, row, 'full');
    if (full.config) unrun.push({ row, scale: 'full', ...full, why: 'full scale, not requested' });
    else if (file) unrun.push({ row, scale: 'full', ...full, why: row.lacks ?? 'no config at full scale' });
  }
  const jobs = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
    runnable
      .filter(({ row }) => seed <= (row.seeds?.[scale] ?? seeds))
      .map(({ row, config, file }) => ({
        ...{ row, seed, config: { ...config, seed } },
        folder: join(out, 'runs', `${basename(file, '.json')}-seed-${seed}`),
      })),
  );
  return { jobs, unrun };
}

async function configOf(page: PaperPage, row: PaperRow, scale: Scale): Promise<Pick<Unrun, 'file' | 'config'>> {
  const name = row[scale];
  if (name === undefined) return { file: null, config: null };
  const file = join(page.folder, name);
  return { file, config: await readConfig(file, {}) };
}

/** What is wrong with the data of a config, or `null`. */
const missingData = ({ data }: RunConfig): Promise<string | null> =>
  filesOf(data).then(
    () => null,
    (error: unknown) => {
      if (error instanceof SpikegradError) return error.message;
      throw error;
    },
  );
