import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '@spikegrad/datasets';
import { counted, type FileSystem, nodeFiles, quoted, replaceFile, takeLock } from '@spikegrad/files';
import { readConfig } from '../config/read.js';
import type { Job } from '../reproduce/plan.js';
import { checkUntouched, lookAt, pageOutcomeOf, runAll, type PageOutcome, type Standings } from '../reproduce/queue.js';
import { gridOf } from './grid.js';
import type { SweepOptions } from './options.js';
import { sweepTable, sweepText } from './sweepText.js';

/** The runs of a sweep: every combination with the first seed, then with the next one. @throws ConfigError */
export async function jobsOf({ config: file, set, seeds, out }: SweepOptions): Promise<readonly Job[]> {
  const grid = gridOf(set);
  const jobs: Job[] = [];
  for (let seed = 1; seed <= seeds; seed++)
    for (const { set: values, name, id } of grid) {
      const config = await readConfig(file, { set: values, seed });
      const row = { id, name, published: null };
      jobs.push({ row, seed, config, folder: join(out, 'runs', `${id}-seed-${seed}`) });
    }
  return jobs;
}

/**
 * Trains a config with every combination of some values. After each run it writes `sweep.md` and its plots, from the
 * finished runs. With `resume`, interrupted runs continue from their last checkpoints. Only one process may write
 * into `out`.
 *
 * @throws LockError, ConfigError, FileError; ReproduceError if runs exist, unless `resume` is true
 */
export async function sweep(
  options: SweepOptions,
  reporter: Reporter,
  signal: AbortSignal,
  files: FileSystem = nodeFiles,
): Promise<PageOutcome> {
  const { out, resume, config } = options;
  const jobs = await jobsOf(options);
  await mkdir(join(out, 'runs'), { recursive: true });
  const lock = await takeLock(join(out, 'sweep.lock'), files);
  try {
    const found = await lookAt(jobs);
    if (!resume) checkUntouched(out, found);
    reporter.say(`${counted(jobs.length, 'run', 'runs')} of ${config}, into ${out}`);
    const write = async (standings: readonly Standings[]): Promise<void> => {
      const { sweepPlots } = await import('./sweepPlots.js'); // Plot is slow to load
      const plots = sweepPlots(standings);
      for (const { name, svg } of plots) await replaceFile(join(out, `sweep-${name}.svg`), svg, files);
      await replaceFile(join(out, 'sweep.md'), sweepText(options, standings, plots), files);
    };
    const ended = await runAll(found, () => true, write, reporter, signal, files);
    await write(ended);
    return conclude(options, ended, signal.aborted, reporter);
  } finally {
    await lock.release();
  }
}

function conclude(
  { config, set, seeds, out }: SweepOptions,
  standings: readonly Standings[],
  interrupted: boolean,
  { say, emit }: Reporter,
): PageOutcome {
  const outcome = pageOutcomeOf(standings, interrupted);
  const rows = sweepTable(standings);
  for (const { name, validation, test, finished, planned } of rows) {
    const parts = [...(validation === null ? [] : [`validation ${validation} %`]), `test ${test} %`];
    say(`${name}: ${parts.join(', ')} (${finished} of ${planned} runs)`);
  }
  const file = join(out, 'sweep.md');
  say(`written to ${file}`);
  if (outcome === 'stopped') {
    const values = set.map((each) => `--set ${quoted(each)}`).join(' ');
    say(`continue with: spikegrad sweep ${quoted(config)} ${values} --seeds ${seeds} --out ${quoted(out)} --resume`);
  }
  emit({ event: 'sweep', file, outcome, rows });
  return outcome;
}
