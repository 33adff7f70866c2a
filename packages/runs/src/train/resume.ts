import { basename } from 'node:path';
import { defaultBackend, FormatError, SpikegradError, Tensor } from '@spikegrad/core';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { Checkpoints } from '../checkpoint/checkpoints.js';
import { restore } from '../checkpoint/learnerState.js';
import {
  differences,
  type Estimate,
  hasDiverged,
  parseConfig,
  percent,
  positionOf,
  type RunConfig,
} from '@spikegrad/trainer';
import { filesOf, type Reporter } from '@spikegrad/datasets';
import { type FileSystem, nodeFiles } from '@spikegrad/files';
import { History } from '../history/history.js';
import { lastBatch, readHistory, resultOf } from '../history/readHistory.js';
import { isReportCurrent } from '../report/current.js';
import { readRunConfig } from '../folder/readRunConfig.js';
import { runFiles } from '../folder/runFiles.js';
import { RunFolder } from './runFolder.js';
import { carryOn, prepare, type Prepared, type RecordOptions, type Run } from './train.js';

/** A run that cannot be resumed; the message ends with advice. */
export class ResumeError extends SpikegradError {
  constructor(who: string, expected: string, received: string, advice: string) {
    super(who, expected, `${received}; ${advice}`);
  }
}

/**
 * Resumes a run from its newest undamaged checkpoint. The files are the same as without an interruption, bit for bit.
 *
 * @param iterations a new length of the run, if the schedule is constant
 * @returns as `train` does; the result of a finished run is read, not computed again
 * @throws LockError if another process writes into the folder; ResumeError, RunError, VersionError, FileError and all
 * errors of `train`
 */
export async function resume(
  path: string,
  iterations: number | undefined,
  reporter: Reporter,
  signal: AbortSignal = new AbortController().signal,
  files: FileSystem = nodeFiles,
  options: RecordOptions = {},
): Promise<Estimate | null> {
  const before = await readRunConfig(path);
  const config = lengthened(before, iterations);
  const folder = await RunFolder.open(path, files);
  let run: Run | null = null;
  try {
    const result = await resultOf(runFiles(path).metrics, config.iterations);
    if (result) {
      // A run that was killed after its test has no report, or one of an earlier stop.
      if (!(await isReportCurrent(path))) for (const warning of await folder.report()) reporter.warn(warning);
      const share = `test accuracy ${percent(result.accuracy)} on ${result.images} unseen images`;
      reporter.say(`${path} is finished: all ${config.iterations} batches are trained, ${share}; nothing to do`);
      reporter.emit({ event: 'finished', ...result, folder: path, iterations: config.iterations });
      return result;
    }
    if (config.iterations !== before.iterations) await folder.writeConfig(config);
    await warnOfDivergence(path, reporter);
    run = await standingOf(folder, config, reporter);
  } finally {
    if (!run) await folder.close();
  }
  return carryOn(run, reporter, signal, options);
}

/**
 * Checks what a resume needs before a device is chosen: the config and, unless the run is finished, the data.
 *
 * @returns the name of the backend of its newest checkpoint; `null` if there is none
 */
export async function checkResume(path: string, iterations: number | undefined): Promise<string | null> {
  const config = lengthened(await readRunConfig(path), iterations);
  const { metrics } = runFiles(path);
  const result = await resultOf(metrics, config.iterations).catch(() => null); // computed again without checkpoints
  if (!result) await filesOf(config.data);
  return deviceBefore(path);
}

/** The backend of the newest checkpoint; `null` if none can be read (`resume` gives the reason). */
async function deviceBefore(path: string): Promise<string | null> {
  const saved = await new Checkpoints(runFiles(path).checkpoints, nodeFiles).latest(() => undefined).catch(() => null);
  if (saved === null) return null;
  const { model, optimizer, pending, device } = saved.checkpoint;
  for (const dict of [model, optimizer, pending])
    for (const entry of Object.values(dict)) if (entry instanceof Tensor) entry.dispose();
  return device;
}

/** The config with another number of batches. @throws ResumeError if the schedule depends on it */
function lengthened(config: RunConfig, iterations = config.iterations): RunConfig {
  if (iterations !== config.iterations && config.schedule !== 'constant') {
    throw new ResumeError(
      '--iterations',
      `the ${config.iterations} batches that the ${config.schedule} schedule depends on`,
      String(iterations),
      'begin a new run of that length, or omit --iterations',
    );
  }
  return { ...config, iterations };
}

/** A resumed run repeats the same batches, so a run that diverged diverges again. */
async function warnOfDivergence(path: string, { warn }: Reporter): Promise<void> {
  const last = await lastBatch(runFiles(path).metrics);
  if (!last || !hasDiverged(last)) return;
  warn(
    `it diverged in batch ${last.iteration + 1}, and will diverge again; begin a new run with a lower learning rate`,
  );
}

/** Restores a run from its newest checkpoint. Without one it begins at iteration 0. */
async function standingOf(folder: RunFolder, config: RunConfig, reporter: Reporter): Promise<Run> {
  const again = `begin a new run with \`spikegrad train ${runFiles(folder.path).config}\``;
  const warn = ({ message }: SpikegradError): void => reporter.warn(`${message}; trying the one before`);
  const saved = await folder.checkpoints.latest(warn).catch((error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    throw new ResumeError(error.who, error.expected, error.received, again);
  });
  if (!saved) {
    reporter.say(`${folder.path} has no checkpoint: beginning with the first batch`);
    await folder.cutMetrics(0);
    return { config, folder, ...(await prepare(config, reporter)), history: new History() };
  }
  const { path, checkpoint } = saved;
  checkConfig(runFiles(folder.path).config, config, checkpoint, path);
  const { learner, ...sets } = await prepare(config, reporter);
  if (!checkpoint.data.content)
    reporter.warn(`${basename(path)} is from an older version: only the number of its training images is checked`);
  checkData(sets, config, checkpoint, folder.path);
  restore(learner, checkpoint);
  const { metrics } = runFiles(folder.path);
  const history = await readHistory(metrics, checkpoint.metrics);
  if (history.count !== checkpoint.iteration) {
    const expected = `the ${checkpoint.iteration} iterations of ${basename(path)}`;
    throw new ResumeError(metrics, expected, String(history.count), again);
  }
  await folder.cutMetrics(checkpoint.metrics);
  await folder.checkpoints.prune(checkpoint.iteration, config.checkpoint.keep);
  const device = defaultBackend().name;
  if (device !== checkpoint.device)
    reporter.warn(
      `the run began on ${checkpoint.device} and continues on ${device}: the last bits of results may differ`,
    );
  reporter.say(`continuing after ${checkpoint.iteration} of ${config.iterations} batches, from ${path}`);
  return { config, folder, learner, ...sets, history };
}

/** Fields that may change: paths of the data, how often to save, and the length if nothing else depends on it. */
const free = ['$schema', 'data.set', 'data.train', 'data.test', 'data.workers', 'checkpoint.every', 'checkpoint.keep'];

function checkConfig(file: string, config: RunConfig, checkpoint: Checkpoint, path: string): void {
  const before = parseConfig(checkpoint.config, path);
  const allowed = config.schedule === 'constant' ? [...free, 'iterations'] : free;
  const changed = differences(before, config).filter((field) => !allowed.includes(field));
  if (changed.length > 0) {
    throw new ResumeError(
      file,
      `the fields that ${basename(path)} was saved with`,
      `another ${changed.join(', ')}`,
      `restore them, or begin a new run with \`spikegrad train ${file}\``,
    );
  }
  if (config.iterations < checkpoint.iteration) {
    const expected = `at least the ${checkpoint.iteration} batches that are trained`;
    throw new ResumeError('iterations', expected, String(config.iterations), 'give a larger number');
  }
}

/** @throws ResumeError if the data differ from those of the checkpoint */
function checkData(
  { training, content }: Pick<Prepared, 'training' | 'content'>,
  config: RunConfig,
  { data, iteration }: Checkpoint,
  folder: string,
): void {
  const same = `name the same files in ${runFiles(folder).config}`;
  const { epoch, batch } = positionOf(iteration, training, config);
  if (training.count !== data.images || epoch !== data.epoch || batch !== data.batch) {
    const expected = `the ${data.images} training images of the run`;
    throw new ResumeError('data', expected, String(training.count), same);
  }
  for (const [field, part] of [
    ['data.train', 'training'],
    ['data.test', 'testing'],
  ] as const) {
    const [before, now] = [data.content?.[part] ?? content[part], content[part]];
    if (before === now) continue;
    const expected = `the samples and labels of the run (SHA-256 ${short(before)})`;
    throw new ResumeError(field, expected, `others (SHA-256 ${short(now)})`, same);
  }
}

const short = (digest: string): string => `${digest.slice(0, 12)}…`;
