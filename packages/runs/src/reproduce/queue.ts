import { FormatError } from '@spikegrad/core';
import { type FileSystem, nodeFiles } from '@spikegrad/files';
import { isReportCurrent } from '../report/current.js';
import { writeReport } from '../report/write.js';
import { DivergedError, percent } from '@spikegrad/trainer';
import type { Progress, Reporter } from '@spikegrad/datasets';
import { RunError } from '../folder/readRunConfig.js';
import { resume, ResumeError } from '../train/resume.js';
import { train } from '../train/train.js';
import type { Job } from './plan.js';
import { broken, clearShell, standingOf, type Standing } from './standing.js';

/** A run of a page and its state. */
export interface Standings {
  readonly job: Job;
  readonly standing: Standing;
}

/** Looks at the folder of every run. */
export const lookAt = async (jobs: readonly Job[]): Promise<Standings[]> => {
  const looked: Standings[] = [];
  for (const job of jobs) looked.push({ job, standing: await standingOf(job) });
  return looked;
};

/** Batches that a run has learned, or will not learn any more. */
const settled = ({ job: { config }, standing }: Standings): number => {
  if (standing.state === 'absent') return 0;
  return standing.state === 'begun' ? standing.done : config.iterations;
};

/**
 * Runs what is absent and goes on with what was begun, one after the other. A run that diverges, or that cannot go on, is taken down as
 * such and the next one begins; whatever else goes wrong ends the queue.
 *
 * @param isAsked whether a run is to be made now
 * @param each called after every run with where all stand
 * @returns where all stand; some are not finished if `signal` stopped the queue
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
    if (state === 'begun') await resume(folder, undefined, reporter, signal, files);
    else {
      await clearShell(folder);
      await train(config, folder, reporter, signal, files);
    }
  } catch (error) {
    if (error instanceof ResumeError || error instanceof RunError || error instanceof FormatError)
      return broken(folder, error.message);
    if (!(error instanceof DivergedError)) throw error;
  }
  return standingOf(job);
}

/** What a run says within the queue: its warnings by its name, its events with it, its progress as a part of the whole. */
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

/** Says how a run ended. */
export function tell({ job: { row, seed }, standing }: Standings, { say, warn }: Reporter): void {
  const name = `${row.name}, seed ${seed}`;
  if (standing.state === 'finished') say(`${name}: test accuracy ${percent(standing.result.accuracy)}`);
  if (standing.state === 'diverged') warn(`${name}: diverged in batch ${standing.after}; it has no result`);
  if (standing.state === 'broken') warn(`${name} is broken and not counted: ${standing.why}`);
}

/** Refuses to mix new runs with what lies there already. */
export const isUntouched = (standings: readonly Standings[]): boolean =>
  standings.every(({ standing: { state } }) => state === 'absent');
