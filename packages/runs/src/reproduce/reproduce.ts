import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { counted, type FileSystem, nodeFiles, quoted, replaceFile, takeLock } from '@spikegrad/files';
import type { Reporter } from '@spikegrad/datasets';
import { multiplyAdds } from '../bench/multiplyAdds.js';
import { duration } from './cost.js';
import { markdownOf, speedOf } from './markdown.js';
import { ReproduceError, shippedPages, type PaperPage, type Scale } from './paperPage.js';
import { testBatches, type BatchTest } from './batchTests.js';
import { merge } from './merge.js';
import { runLines } from './runLines.js';
import { planOf, type Job, type Plan } from './plan.js';
import type { PagePlot } from './plots.js';
import { checkUntouched, lookAt, pageOutcomeOf, runAll, tell, type PageOutcome, type Standings } from './queue.js';
import { resultsOf } from './results.js';

/** @see reproduce */
export interface ReproduceOptions {
  readonly scale: Scale;
  /** Number of runs of a row, with the seeds 1, 2, … */
  readonly seeds: number;
  /** The folder of runs and page. */
  readonly out: string;
  /** Whether to continue the runs in the folder. */
  readonly resume: boolean;
  /** Rows that are run now, by their ids; the page shows all. @defaultValue every row */
  readonly rows?: readonly string[];
  /** Seeds that are run now. @defaultValue every seed */
  readonly onlySeeds?: readonly number[];
  /** Folders of the same page from other machines, whose finished runs are copied. @defaultValue none */
  readonly merge?: readonly string[];
}

/**
 * Makes a page of the paper. It trains the missing runs, and after each run writes the page from the finished runs.
 * Only one process may write into `out`.
 *
 * @throws LockError if another process writes into it; ReproduceError if runs exist and `resume` is false, or if no
 * row can be run; ConfigError, FileError
 */
export async function reproduce(
  page: PaperPage,
  options: ReproduceOptions,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem = nodeFiles,
): Promise<PageOutcome> {
  const { scale, seeds, out } = options;
  checkChoice(page, options);
  const plan = await planOf(page, scale, seeds, out);
  if (plan.jobs.length === 0 && plan.unrun.some((each) => each.scale === scale && each.config)) {
    const reasons = [...new Set(plan.unrun.filter((each) => each.scale === scale).map(({ why }) => why))].join('; ');
    throw new ReproduceError(`${page.name}, ${scale} scale`, 'a row that can be run here', 'none', reasons);
  }
  await mkdir(join(out, 'runs'), { recursive: true });
  const lock = await takeLock(join(out, 'reproduce.lock'), files);
  try {
    return await makePage(page, options, plan, reporter, signal, files);
  } finally {
    await lock.release();
  }
}

/** Checks that the page has the chosen rows and seeds. @throws ReproduceError */
function checkChoice(page: PaperPage, { rows = [], onlySeeds = [], seeds }: ReproduceOptions): void {
  const ids = page.rows.map(({ id }) => id);
  const odd = rows.find((id) => !ids.includes(id));
  if (odd !== undefined) throw new ReproduceError('--rows', `rows of ${page.name}`, odd, `it has ${ids.join(', ')}`);
  const beyond = onlySeeds.find((seed) => seed > seeds);
  if (beyond !== undefined)
    throw new ReproduceError('--only-seeds', `seeds from 1 to ${seeds}`, String(beyond), 'raise --seeds');
}

/** Whether a run is among those that are run now. */
const isAsked =
  ({ rows, onlySeeds }: ReproduceOptions) =>
  ({ row, seed }: Job): boolean =>
    (rows?.includes(row.id) ?? true) && (onlySeeds?.includes(seed) ?? true);

async function makePage(
  page: PaperPage,
  options: ReproduceOptions,
  plan: Plan,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem,
): Promise<PageOutcome> {
  const { scale, seeds, out } = options;
  const found = await lookAt(plan.jobs);
  if (!options.resume) checkUntouched(out, found);
  const standings = await merge(found, options.merge ?? [], reporter, files);
  introduce(page, options, standings, reporter);
  const write = async (now: readonly Standings[], tests: readonly BatchTest[], last: boolean): Promise<void> => {
    const { plotsOf } = await import('./plots.js'); // Plot is slow to load
    const results = resultsOf(page, now);
    const plots = plotsOf(page, now, results, tests, last);
    return writePage(
      out,
      page,
      markdownOf({ page, scale, seeds, plan, standings: now, results, plots, tests, out }),
      runLines(now),
      plots,
      files,
    );
  };
  const ended = await runAll(standings, isAsked(options), (now) => write(now, [], false), reporter, signal, files);
  const tests = await testBatches(ended, page.batchSizes, out, reporter, signal, files);
  await write(ended, tests, true);
  return conclude(page, options, ended, signal.aborted, reporter);
}

function introduce(
  page: PaperPage,
  options: ReproduceOptions,
  standings: readonly Standings[],
  reporter: Reporter,
): void {
  const { scale, seeds, out } = options;
  const left = standings.filter(
    ({ job, standing: { state } }) => (state === 'absent' || state === 'begun') && isAsked(options)(job),
  );
  const work = left.reduce((sum, { job: { config }, standing }) => {
    const done = standing.state === 'begun' ? standing.done / config.iterations : 0;
    return sum + (1 - done) * multiplyAdds(config);
  }, 0);
  const seconds = work / speedOf(standings, scale).speed;
  reporter.say(`${page.title}: ${scale} scale, ${counted(seeds, 'seed', 'seeds')}, into ${out}`);
  reporter.say(`${left.length} of ${standings.length} runs left, about ${duration(seconds)} on two cores`);
  for (const each of standings) tell(each, reporter);
  reporter.emit({ event: 'plan', page: page.name, scale, seeds, runs: standings.length, left: left.length, seconds });
}

async function writePage(
  out: string,
  { name }: PaperPage,
  text: string,
  runs: string,
  plots: readonly PagePlot[],
  files: FileSystem,
): Promise<void> {
  for (const plot of plots) await replaceFile(join(out, `${name}-${plot.name}.svg`), plot.svg, files);
  if (runs !== '') await replaceFile(join(out, `${name}.jsonl`), runs, files);
  await replaceFile(join(out, `${name}.md`), text, files);
}

/** The command that continues with the same rows and seeds. Merged runs are in the folder already. */
function resumeCommand(page: PaperPage, { scale, seeds, out, rows, onlySeeds }: ReproduceOptions): string {
  const parts = [
    `spikegrad reproduce ${page.name} --scale ${scale} --seeds ${seeds}`,
    ...(rows ? [`--rows ${rows.join()}`] : []),
    ...(onlySeeds ? [`--only-seeds ${onlySeeds.join()}`] : []),
    ...(page.folder === shippedPages ? [] : [`--paper ${quoted(page.folder)}`]),
    `--out ${quoted(out)} --resume`,
  ];
  return parts.join(' ');
}

function conclude(
  page: PaperPage,
  options: ReproduceOptions,
  standings: readonly Standings[],
  interrupted: boolean,
  { say, emit }: Reporter,
): PageOutcome {
  const { out } = options;
  const asked = standings.filter(({ job }) => isAsked(options)(job));
  const finished = standings.filter(({ standing: { state } }) => state === 'finished').length;
  const outcome = pageOutcomeOf(asked, interrupted);
  const file = join(out, `${page.name}.md`);
  say(`written to ${file}: ${finished} of ${standings.length} runs finished`);
  if (outcome === 'stopped') say(`continue with: ${resumeCommand(page, options)}`);
  const rows = resultsOf(page, standings).map(({ row, ...figures }) => ({ row: row.id, ...figures }));
  emit({ event: 'page', page: page.name, file, outcome, finished, runs: standings.length, rows });
  return outcome;
}
