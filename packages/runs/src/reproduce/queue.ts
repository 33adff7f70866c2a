import { FormatError } from '@spikegrad/core';
import { type FileSystem, nodeFiles } from '@spikegrad/files';
import { isReportCurrent } from '../report/current.js';
import { writeReport } from '../report/write.js';
import { DivergedError, percent } from '@spikegrad/trainer';
import type { Progress, Reporter } from '@spikegrad/datasets';
import { RunError } from '../folder/readRunConfig.js';
import { codeHashOf, hasStableBits } from '../bench/codeHash.js';
import { resume, ResumeError } from '../train/resume.js';
import { train } from '../train/train.js';
import { ReproduceError } from './paperPage.js';
import type { Job } from './plan.js';
import { broken, clearShell, standingOf, type Standing } from './standing.js';

/** A run of a page and its state. */
export interface Standings {
  readonly job: Job;
  readonly standing: Standing;
}

/** Reads the state of every run from its folder. */
export const lookAt = async (jobs: readonly Job[]): Promise<Standings[]> => {
  const looked: Standings[] = [];
  for (const job of jobs) looked.push({ job, standing: await standingOf(job) });
  return looked;
};

/** Batches of a run that are trained, or all of them if no more will be trained. */
const settled = ({ job: { config }, standing }: Standings): number => {
  if (standing.state === 'absent') return 0;
  return standing.state === 'begun' ? standing.done : config.iterations;
};

/**
 * Trains missing runs and resumes interrupted ones, one after the other. A run that diverges, or that cannot be
 * resumed, is recorded as such, and the next one begins. Any other error ends the queue.
 *
 * @param isAsked whether a run is requested now
 * @param each called after every run with the states of all
 * @returns the states of all runs; some are not finished if `signal` stopped the queue
 */
export async function runAll(
  before: readonly Standings[],
  isAsked: (job: Job) => boolean,
  each: (standings: readonly Standings[]) => Promise<void>,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem = nodeFiles,
): Promise<readonly Standings[]> {
  const standings = [...before];
  const asked = standings.filter(({ job }) => isAsked(job));
  const total = asked.reduce((sum, { job }) => sum + job.config.iterations, 0);
  let done = asked.reduce((sum, one) => sum + settled(one), 0);
  const progress = reporter.progress('all runs', total, done);
  try {
    for (const [i, { job, standing }] of standings.entries()) {
      if (signal.aborted) break;
      if (standing.state === 'finished' && !(await isReportCurrent(job.folder))) await writeReport(job.folder, files);
      if ((standing.state !== 'absent' && standing.state !== 'begun') || !isAsked(job)) continue;
      const base = done - settled(standings[i]!);
      const inner = within(reporter, job, progress, base);
      const after = await run(job, standing, inner, signal, files);
      standings[i] = { job, standing: after };
      done = base + settled(standings[i]);
      tell(standings[i], reporter);
      await each(standings);
    }
  } finally {
    progress.stop();
  }
  return standings;
}

async function run(
  job: Job,
  { state }: Standing,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem,
): Promise<Standing> {
  const { folder, config } = job;
  try {
    const recorded = hasStableBits() ? { codeHash: await codeHashOf(config) } : {};
    if (state === 'begun') await resume(folder, undefined, reporter, signal, files, recorded);
    else {
      await clearShell(folder);
      await train(config, folder, reporter, signal, files, recorded);
    }
  } catch (error) {
    if (error instanceof ResumeError || error instanceof RunError || error instanceof FormatError)
      return broken(folder, error.message);
    if (!(error instanceof DivergedError)) throw error;
  }
  return standingOf(job);
}

/** The reporter of a run within the queue: warnings and events get the name of the run, and its progress is part of the queue's. */
function within({ warn, emit }: Reporter, { row, seed }: Job, progress: Progress, base: number): Reporter {
  const name = `${row.name}, seed ${seed}`;
  return {
    say: () => undefined,
    warn: (line) => warn(`${name}: ${line}`),
    emit: (event) => emit({ row: row.id, seed, ...event }),
    progress: (title) => ({
      update: (at, note) => {
        if (title === 'training') progress.update(base + at, `${name}: ${note}`);
      },
      stop: () => undefined,
    }),
  };
}

/** Prints how a run ended. */
export function tell({ job: { row, seed }, standing }: Standings, { say, warn }: Reporter): void {
  const name = `${row.name}, seed ${seed}`;
  if (standing.state === 'finished') say(`${name}: test accuracy ${percent(standing.result.accuracy)}`);
  if (standing.state === 'diverged') warn(`${name}: diverged in batch ${standing.after}; it has no result`);
  if (standing.state === 'broken') warn(`${name} is broken and not counted: ${standing.why}`);
}

/** Checks that no run exists, so that new runs are not mixed with older ones. @throws ReproduceError */
export function checkUntouched(out: string, standings: readonly Standings[]): void {
  if (standings.every(({ standing: { state } }) => state === 'absent')) return;
  const advice = 'continue with --resume, or give another folder with --out';
  throw new ReproduceError(out, 'a folder without runs', 'a folder with runs', advice);
}

/** How a queue ended: all runs finished, some broken or diverged, or some not started or not finished. */
export type PageOutcome = 'whole' | 'with gaps' | 'stopped';

/** The outcome of the requested runs. @param interrupted whether a signal stopped the queue */
export function pageOutcomeOf(asked: readonly Standings[], interrupted: boolean): PageOutcome {
  const states = asked.map(({ standing: { state } }) => state);
  if (interrupted || states.some((state) => state === 'absent' || state === 'begun')) return 'stopped';
  return states.every((state) => state === 'finished') ? 'whole' : 'with gaps';
}
