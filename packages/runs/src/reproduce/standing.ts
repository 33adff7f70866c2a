import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cpu, SpikegradError } from '@spikegrad/core';
import { buildNetwork, differences, hasDiverged, inputOf, meanOf, type TestResult } from '@spikegrad/trainer';
import { loadWeights } from '../evaluate/loadWeights.js';
import { readRun, type RunRecord } from '../report/readRun.js';
import { counted, quoted } from '@spikegrad/files';
import { figuresOf, secondsPerBatchOf, type RunFigures } from './figures.js';
import type { Job } from './plan.js';

/** A run that is not finished. */
export interface Begun {
  readonly state: 'begun';
  /** Number of trained batches. */
  readonly done: number;
  /** Whether a process on this host trains it. */
  readonly running: boolean;
  /** Training images; `null` in folders of older versions. */
  readonly images: number | null;
  /** Accuracy of the last validation; `null` where there is none. */
  readonly validation: number | null;
  /** Accuracy of the last training batches; `null` before the first. */
  readonly training: number | null;
  /** `null` before the second machine event of a process. */
  readonly secondsPerBatch: number | null;
}

/** The state of one run of a page, read from its folder. */
export type Standing =
  | { readonly state: 'absent' }
  | Begun
  | { readonly state: 'finished'; readonly result: TestResult; readonly figures: RunFigures }
  | { readonly state: 'diverged'; readonly after: number }
  | { readonly state: 'broken'; readonly why: string };

/** Fields that may differ: paths of the data, how it is read, and how often checkpoints are saved. */
const free = [
  '$schema',
  ...['data.set', 'data.format', 'data.train', 'data.test', 'data.decoder', 'data.workers'],
  ...['checkpoint.every', 'checkpoint.keep'],
];

/** Reads the state of a run from its folder. A run that is not valid is `broken` and never counted. */
export async function standingOf(job: Job): Promise<Standing> {
  const { folder, config } = job;
  if (!(await stat(folder).catch(() => null)) || (await isShell(folder))) return { state: 'absent' };
  try {
    const run = await readRun(folder);
    if (!run.plan.config) return broken(folder, 'it has no config');
    const others = differences(config, run.plan.config).filter((field) => !free.includes(field));
    if (others.length > 0) return broken(folder, `it was trained with another ${others.join(', ')}`);
    const { gap } = run.history;
    if (gap !== null) return broken(folder, `its metrics lack batch ${gap + 1}`);
    return await standingBy(run, job);
  } catch (error) {
    if (!(error instanceof SpikegradError)) throw error;
    return broken(folder, error.message);
  }
}

async function standingBy(run: RunRecord, { folder, config }: Job): Promise<Standing> {
  const { count: done, last } = run.history;
  if (last && hasDiverged(last)) return { state: 'diverged', after: done };
  if (!run.test) return begun(run);
  if (done !== config.iterations) {
    return broken(folder, `it was tested after ${counted(done, 'batch', 'batches')} of ${config.iterations}`);
  }
  const { start } = run;
  if (start) {
    const { channels } = inputOf(config);
    await loadWeights(buildNetwork(config, { classes: start.classes, channels }, undefined, cpu()), folder);
  }
  return { state: 'finished', result: run.test, figures: figuresOf(run) };
}

function begun({ history, epochs, machine, start, isRunning }: RunRecord): Begun {
  const { count, recent } = history;
  return {
    ...{ state: 'begun', done: count, running: isRunning, images: start?.images ?? null },
    validation: epochs.at(-1)?.validation?.accuracy ?? null,
    training: recent.length === 0 ? null : meanOf(recent.map(({ accuracy }) => accuracy)),
    secondsPerBatch: secondsPerBatchOf(machine),
  };
}

export const broken = (folder: string, why: string): Standing => ({
  state: 'broken',
  why: `${why}; \`rm -r ${quoted(folder)}\` and --resume train it again`,
});

/** Whether a folder contains only the first files of a run, which was killed before its first batch. */
async function isShell(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => ['?']);
  for (const name of names) {
    if (name.startsWith('config.json.tmp-')) continue;
    if (name === 'metrics.jsonl' && (await stat(join(folder, name))).size === 0) continue;
    if (name === 'checkpoints' && (await readdir(join(folder, name))).length === 0) continue;
    return false;
  }
  return true;
}

/** Removes a folder without trained batches. */
export async function clearShell(folder: string): Promise<void> {
  if ((await stat(folder).catch(() => null)) && (await isShell(folder))) await rm(folder, { recursive: true });
}
