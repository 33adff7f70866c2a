import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { counted, type FileSystem, nodeFiles, quoted, replaceFile, takeLock } from '@spikegrad/files';
import type { Reporter } from '@spikegrad/datasets';
import { duration, multiplyAdds } from './cost.js';
import { markdownOf, speedOf } from './markdown.js';
import { ReproduceError, type PaperPage, type Scale } from './paperPage.js';
import { testBatches, type BatchTest } from './batchTests.js';
import { planOf, type Plan } from './plan.js';
import type { PagePlot } from './plots.js';
import { isUntouched, lookAt, runAll, tell, type Standings } from './queue.js';
import { resultsOf } from './results.js';

/** @see reproduce */
export interface ReproduceOptions {
  readonly scale: Scale;
  /** Runs a row, with the seeds 1, 2, … */
  readonly seeds: number;
  /** The folder of runs and page. */
  readonly out: string;
  /** Whether to go on with what lies there. */
  readonly resume: boolean;
}

/** How a page ended. */
export type PageOutcome = 'whole' | 'with gaps' | 'stopped';

/**
 * Makes a page of the paper: runs what is missing and writes what the finished runs say, anew after each. One process at a time may write
 * into `out`.
 *
 * @throws LockError where another process does; ReproduceError where there are runs already and none are to go on, or where no row can be run; ConfigError, FileError
 */
export async function reproduce(
  page: PaperPage,
  options: ReproduceOptions,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem = nodeFiles,
): Promise<PageOutcome> {
  const { scale, seeds, out } = options;
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

async function makePage(
  page: PaperPage,
  options: ReproduceOptions,
  plan: Plan,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem,
): Promise<PageOutcome> {
  const { scale, seeds, out } = options;
  const standings = await lookAt(plan.jobs);
  if (!options.resume && !isUntouched(standings)) {
    const mend = 'go on with --resume, or give another folder with --out';
    throw new ReproduceError(out, 'a folder without runs', 'one that has some', mend);
  }
  introduce(page, options, standings, reporter);
  const write = async (now: readonly Standings[], tests: readonly BatchTest[], last: boolean): Promise<void> => {
    const { plotsOf } = await import('./plots.js'); // long to load
    const results = resultsOf(page, now);
    const plots = plotsOf(page, now, results, tests, last);
    return writePage(
      out,
      page,
      markdownOf({ page, scale, seeds, plan, standings: now, results, plots, tests, out }),
      plots,
      files,
    );
  };
  const ended = await runAll(standings, (now) => write(now, [], false), reporter, signal, files);
  const tests = await testBatches(ended, page.batchSizes, out, reporter, signal, files);
  await write(ended, tests, true);
  return conclude(page, options, ended, signal.aborted, reporter);
}

function introduce(
  page: PaperPage,
  { scale, seeds, out }: ReproduceOptions,
  standings: readonly Standings[],
  reporter: Reporter,
): void {
  const left = standings.filter(({ standing: { state } }) => state === 'absent' || state === 'begun');
  const work = left.reduce((sum, { job: { config }, standing }) => {
    const done = standing.state === 'begun' ? standing.done / config.iterations : 0;
    return sum + (1 - done) * multiplyAdds(config);
  }, 0);
  const seconds = work / speedOf(standings, scale).speed;
  reporter.say(`${page.title}: ${scale} scale, ${counted(seeds, 'seed', 'seeds')}, into ${out}`);
  reporter.say(`${left.length} of ${standings.length} runs to go, about ${duration(seconds)} on two cores`);
  for (const each of standings) tell(each, reporter);
  reporter.emit({ event: 'plan', page: page.name, scale, seeds, runs: standings.length, left: left.length, seconds });
}

async function writePage(
  out: string,
  { name }: PaperPage,
  text: string,
  plots: readonly PagePlot[],
  files: FileSystem,
): Promise<void> {
  for (const plot of plots) await replaceFile(join(out, `${name}-${plot.name}.svg`), plot.svg, files);
  await replaceFile(join(out, `${name}.md`), text, files);
}

function conclude(
  page: PaperPage,
  { out, scale, seeds }: ReproduceOptions,
  standings: readonly Standings[],
  interrupted: boolean,
  { say, emit }: Reporter,
): PageOutcome {
  const count = (...states: readonly string[]): number =>
    standings.filter(({ standing: { state } }) => states.includes(state)).length;
  const [finished, stopped] = [count('finished'), interrupted || count('absent', 'begun') > 0];
  const outcome = stopped ? 'stopped' : finished === standings.length ? 'whole' : 'with gaps';
  const file = join(out, `${page.name}.md`);
  say(`written to ${file}: ${finished} of ${standings.length} runs finished`);
  if (stopped) {
    say(`go on with: spikegrad reproduce ${page.name} --scale ${scale} --seeds ${seeds} --out ${quoted(out)} --resume`);
  }
  const rows = resultsOf(page, standings).map(({ row, ...figures }) => ({ row: row.id, ...figures }));
  emit({ event: 'page', page: page.name, file, outcome, finished, runs: standings.length, rows });
  return outcome;
}
