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

/** A run that cannot go on as it began; the message ends with the remedy. */
export class ResumeError extends SpikegradError {
  constructor(who: string, expected: string, received: string, advice: string) {
    super(who, expected, `${received}; ${advice}`);
  }
}

/**
 * Goes on with a run from its newest checkpoint that is whole, to the files that it would have ended in without an interruption,
 * bit for bit.
 *
 * @param iterations another length of the run, where the schedule is constant
 * @returns as `train` does; the result of a finished run is read, not computed again
 * @throws LockError where another process writes into the folder; ResumeError, RunError, VersionError, FileError and whatever `train` throws
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
      // A run that was killed after its test has no report yet, or that of an earlier stop.
      if (!(await isReportCurrent(path))) for (const warning of await folder.report()) reporter.warn(warning);
      const share = `test accuracy ${percent(result.accuracy)} on ${result.images} unseen images`;
      reporter.say(
        `${path} is finished: all ${config.iterations} batches are learned, ${share}; there is nothing to do`,
      );
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
 * Looks at what a run needs to go on, before a device is taken for it: its config and, unless it is finished, its data.
 *
 * @returns the name of the backend that computed its newest checkpoint; `null` where there is none
 */
export async function checkResume(path: string, iterations: number | undefined): Promise<string | null> {
  const config = lengthened(await readRunConfig(path), iterations);
  const { metrics } = runFiles(path);
  const result = await resultOf(metrics, config.iterations).catch(() => null); // computed again where there are none
  if (!result) await filesOf(config.data);
  return deviceBefore(path);
}

/** The backend of the newest checkpoint; `null` where none can be read, of which `resume` says why. */
async function deviceBefore(path: string): Promise<string | null> {
  const saved = await new Checkpoints(runFiles(path).checkpoints, nodeFiles).latest(() => undefined).catch(() => null);
  if (saved === null) return null;
  const { model, optimizer, pending, device } = saved.checkpoint;
  for (const dict of [model, optimizer, pending])
    for (const entry of Object.values(dict)) if (entry instanceof Tensor) entry.dispose();
  return device;
}

/** The config with another number of batches. @throws ResumeError where the schedule depends on it */
function lengthened(config: RunConfig, iterations = config.iterations): RunConfig {
  if (iterations !== config.iterations && config.schedule !== 'constant') {
    throw new ResumeError(
      '--iterations',
      `the ${config.iterations} batches that the ${config.schedule} schedule was laid out for`,
      String(iterations),
      'begin a new run of that length, or leave --iterations out',
    );
  }
  return { ...config, iterations };
}

/** A run that diverged does so again: it goes on as it would have. */
async function warnOfDivergence(path: string, { warn }: Reporter): Promise<void> {
  const last = await lastBatch(runFiles(path).metrics);
  if (!last || !hasDiverged(last)) return;
  warn(`it diverged in batch ${last.iteration + 1}, and will again unless it is begun anew with a lower learning rate`);
}

/** Restores a run from its newest checkpoint; without one it begins at iteration 0. */
async function standingOf(folder: RunFolder, config: RunConfig, reporter: Reporter): Promise<Run> {
  const again = `begin again with \`spikegrad train ${runFiles(folder.path).config}\``;
  const warn = ({ message }: SpikegradError): void => reporter.warn(`${message}; looking for one before it`);
  const saved = await folder.checkpoints.latest(warn).catch((error: unknown) => {
    if (!(error instanceof FormatError)) throw error;
    throw new ResumeError(error.who, error.expected, error.received, again);
  });
  if (!saved) {
    reporter.say(`${folder.path} has no checkpoint yet: beginning with the first batch`);
    await folder.cutMetrics(0);
    return { config, folder, ...(await prepare(config, reporter)), history: new History() };
  }
  const { path, checkpoint } = saved;
  checkConfig(runFiles(folder.path).config, config, checkpoint, path);
  const { learner, ...sets } = await prepare(config, reporter);
  if (!checkpoint.data.content)
    reporter.warn(`${basename(path)} is of an older version: of its data only the number of images is checked`);
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
    reporter.warn(`begun on ${checkpoint.device}, going on on ${device}: figures may differ in the last bits`);
  reporter.say(`going on after ${checkpoint.iteration} of ${config.iterations} batches, from ${path}`);
  return { config, folder, learner, ...sets, history };
}

/** Fields that may change: where data lies, how often to save; and the length, where nothing else depends on it. */
const free = ['$schema', 'data.set', 'data.train', 'data.test', 'data.workers', 'checkpoint.every', 'checkpoint.keep'];

function checkConfig(file: string, config: RunConfig, checkpoint: Checkpoint, path: string): void {
  const before = parseConfig(checkpoint.config, path);
  const allowed = config.schedule === 'constant' ? [...free, 'iterations'] : free;
  const changed = differences(before, config).filter((field) => !allowed.includes(field));
  if (changed.length > 0) {
    throw new ResumeError(
      file,
      `the fields that ${basename(path)} was made with`,
      `another ${changed.join(', ')}`,
      `put them back, or begin a new run with \`spikegrad train ${file}\``,
    );
  }
  if (config.iterations < checkpoint.iteration) {
    const expected = `at least the ${checkpoint.iteration} batches that are learned`;
    throw new ResumeError('iterations', expected, String(config.iterations), 'give a larger number');
  }
}

/** @throws ResumeError for other data than those of the checkpoint */
function checkData(
  { training, content }: Pick<Prepared, 'training' | 'content'>,
  config: RunConfig,
  { data, iteration }: Checkpoint,
  folder: string,
): void {
  const same = `name the same files in ${runFiles(folder).config}`;
  const { epoch, batch } = positionOf(iteration, training, config);
  if (training.count !== data.images || epoch !== data.epoch || batch !== data.batch) {
    const expected = `the ${data.images} images that the run began with`;
    throw new ResumeError('data', expected, String(training.count), same);
  }
  for (const [field, part] of [
    ['data.train', 'training'],
    ['data.test', 'testing'],
  ] as const) {
    const [before, now] = [data.content?.[part] ?? content[part], content[part]];
    if (before === now) continue;
    const expected = `the samples and labels that the run began with (SHA-256 ${short(before)})`;
    throw new ResumeError(field, expected, `other ones (SHA-256 ${short(now)})`, same);
  }
}

const short = (digest: string): string => `${digest.slice(0, 12)}…`;
