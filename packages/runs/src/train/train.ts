import { BackendError, ValueError } from '@spikegrad/core';
import {
  batchesOf,
  buildNetwork,
  buildOptimizer,
  DivergedError,
  dynamically,
  type Estimate,
  formatLayers,
  Group,
  hasDiverged,
  learn,
  type Learner,
  meanOf,
  percent,
  positionOf,
  type Recorder,
  type RunConfig,
  type TestResult,
  titleOf,
  together,
  WaitClock,
  warningsOf,
} from '@spikegrad/trainer';
import { checkRoom } from '../memory/room.js';
import type { DataContent } from '../checkpoint/checkpoint.js';
import { capture } from '../checkpoint/learnerState.js';
import { digestOf, heldOut, type HeldOut, openData, type Reporter, sayLines } from '@spikegrad/datasets';
import { settled } from './settled.js';
import { counted, FileError, type FileSystem, nodeFiles, quoted } from '@spikegrad/files';
import { EventLog } from '../tensorboard/eventLog.js';
import { History } from '../history/history.js';
import { MachineLog } from './machineLog.js';
import { RunFolder } from './runFolder.js';
import { endEpoch } from './epochs.js';
import { stream } from './stream.js';
import { conclude, testAll } from './test.js';
import { unlessStopped } from './unlessStopped.js';

/** The data and the network of a run. */
export interface Prepared extends HeldOut {
  /** Digests of the data. */
  readonly content: DataContent;
  readonly learner: Learner;
}

/** A run in progress. */
export interface Run extends Prepared {
  readonly config: RunConfig;
  readonly folder: RunFolder;
  /** The trained batches so far; training continues after them. */
  readonly history: History;
}

/** What a run writes in addition to its usual files. */
export interface RecordOptions {
  /** Whether to write event files for TensorBoard. A run that has some continues them. @defaultValue `false` */
  readonly tensorboard?: boolean;
  /** What the code computes, as `codeHashOf` says, for `machine.jsonl`. @defaultValue not recorded */
  readonly codeHash?: string;
}

/**
 * Trains and tests a network, and writes the folder of the run. If `signal` stops it, a checkpoint, the weights and
 * the plots are written without a test.
 *
 * @returns the accuracy on the test images, or `null` for a run that was stopped
 * @throws DivergedError, FileError, LockError, FormatError, ValueError
 */
export async function train(
  given: RunConfig,
  out: string,
  reporter: Reporter,
  signal: AbortSignal = new AbortController().signal,
  files: FileSystem = nodeFiles,
  options: RecordOptions = {},
): Promise<Estimate | null> {
  const config = await settled(given);
  const { learner, ...sets } = await prepare(config, reporter);
  const folder = await RunFolder.create(out, config, files);
  return carryOn({ config, folder, learner, ...sets, history: new History() }, reporter, signal, options);
}

/** Reads the data and builds the network and its optimizer. */
export async function prepare(config: RunConfig, reporter: Reporter): Promise<Prepared> {
  const { training, testing, validation } = heldOut(await openData(config.data, reporter), config.validation);
  if (config.batchSize > training.count) {
    throw new ValueError('batchSize', `at most the ${training.count} training images`, String(config.batchSize));
  }
  const dimensions = { classes: training.classes.length, channels: training.channels };
  checkRoom(config, dimensions);
  const model = buildNetwork(config, dimensions);
  const content = { training: await digestOf(training), testing: await digestOf(testing) };
  return {
    training,
    testing,
    validation,
    content,
    learner: { model, optimizer: buildOptimizer(model, config.optimizer) },
  };
}

/** The command that continues a run. */
export const resumeCommand = ({ path }: RunFolder): string => `spikegrad train --resume ${quoted(path)}`;

/** Trains a run from its current iteration to its end, tests it, and closes its folder. */
export async function carryOn(
  run: Run,
  reporter: Reporter,
  signal: AbortSignal,
  options: RecordOptions = {},
): Promise<Estimate | null> {
  const { config, folder, learner, training } = run;
  const group = new Group({ signal });
  const waiting = new WaitClock();
  let recorder: Recorder = folder;
  try {
    recorder = await recorderOf(run, waiting, options);
    if (run.history.count === 0) await folder.start(factsOf(run));
    introduce(run, reporter);
    const { history } = run;
    await learnAll(run, recorder, waiting, reporter, group);
    const result = await testUnlessStopped(run, reporter, group);
    await folder.finish(learner.model, history, titleOf(config));
    if (result) await recorder.test?.(result);
    for (const warning of await folder.report()) reporter.warn(warning);
    if (result) conclude(result, training.classes.length, reporter);
    reporter.emit({
      ...{ event: 'end', ...result, folder: folder.path, iterations: history.count, waiting: waiting.fraction() },
    });
    reporter.say(`written to ${folder.path}: report.html, ${otherFiles}`);
    if (!result) reporter.say(`continue with: ${resumeCommand(folder)}`);
    return result;
  } catch (error) {
    if (error instanceof DivergedError) await folder.report();
    if (!(error instanceof FileError || error instanceof BackendError)) throw error;
    const from = (await folder.checkpoints.isEmpty().catch(() => false))
      ? 'start again'
      : 'continue from the last checkpoint';
    const again = `${from} with \`${resumeCommand(folder)}\``;
    if (error instanceof FileError) throw error.followedBy(`correct this, then ${again}`);
    reporter.warn(`the device failed; ${again}`);
    throw error;
  } finally {
    await recorder.close();
  }
}

/** Tests the trained network, unless a signal has stopped the run or stops the test. */
async function testUnlessStopped(
  { learner, testing: images, config }: Run,
  reporter: Reporter,
  group: Group,
): Promise<TestResult | null> {
  const { signal } = group;
  if (signal.aborted) return null;
  const test = (): Promise<TestResult> =>
    testAll(learner.model, images, config, reporter, () => signal.throwIfAborted(), group);
  const both = async (): Promise<TestResult> => {
    const result = await test();
    if (!config.validation.dynamic) return result;
    const { images: _, ...dynamic } = await dynamically(learner.model, test);
    return { ...result, dynamic };
  };
  const result = await both().catch(unlessStopped(signal));
  if (!result) reporter.warn('stopped while testing; training is complete');
  return result;
}

const otherFiles = 'config.json, metrics.jsonl, machine.jsonl, checkpoints, model.safetensors, curves.svg';

/** All recorders of a run. */
async function recorderOf(
  { folder, history }: Run,
  waiting: WaitClock,
  { tensorboard = false, codeHash }: RecordOptions,
): Promise<Recorder> {
  const { path, files } = folder;
  const machine = await MachineLog.open(path, waiting, files);
  if (codeHash !== undefined) await machine.code(history.count, codeHash);
  if (!tensorboard && !(await EventLog.isIn(path, files))) return together([folder, machine]);
  return together([folder, machine, await EventLog.create(path, { learned: history.count, files })]);
}

const factsOf = ({ learner, training }: Run) => ({
  parameters: learner.model.parameters().reduce((total, { size }) => total + size, 0),
  images: training.count,
  classes: training.classes.length,
});

function introduce(run: Run, { say, emit }: Reporter): void {
  const { training, config, history } = run;
  const { parameters } = factsOf(run);
  say(`${titleOf(config)}: ${parameters.toLocaleString('en-US')} parameters`);
  say(
    `${counted(config.iterations, 'batch', 'batches')} of ${config.batchSize} from ${training.count} training images`,
  );
  emit({ event: 'start', parameters, images: training.count, iterations: history.count, config });
}

async function learnAll(
  run: Run,
  recorder: Recorder,
  waiting: WaitClock,
  reporter: Reporter,
  group: Group,
): Promise<void> {
  const { signal } = group;
  const { config, learner, training, history } = run;
  const first = history.count;
  const progress = reporter.progress('training', config.iterations, first);
  const begin = performance.now();
  const batches = waiting.over(stream(training, config, positionOf(first, training, config), group));
  await endEpoch(run, recorder, reporter, group); // for a run that was stopped during a validation
  for await (const iteration of signal.aborted
    ? []
    : learn(learner, batches, config, batchesOf(training, config), first, group)) {
    history.add(iteration);
    await recorder.iteration(iteration);
    reporter.emit({ event: 'iteration', ...iteration });
    const { count, recent } = history;
    const [loss, accuracy] = [meanOf(recent.map((each) => each.loss)), meanOf(recent.map((each) => each.accuracy))];
    const speed = ((count - first) * config.batchSize) / ((performance.now() - begin) / 1000);
    progress.update(count, `loss ${loss.toFixed(3)}  accuracy ${percent(accuracy)}  ${speed.toFixed(1)} images/s`);
    if (hasDiverged(iteration)) {
      progress.stop();
      throw new DivergedError(iteration);
    }
    await endEpoch(run, recorder, reporter, group);
    if (isDue(count, config) || signal.aborted) await save(run, count, reporter);
    if (signal.aborted) break;
  }
  progress.stop();
  if (signal.aborted) reporter.warn(`stopped after ${history.count} of ${config.iterations} batches; not tested`);
  const layers = history.lastRecorded?.layers ?? [];
  const waitingFraction = waiting.fraction();
  const waited = waitingFraction === null ? '' : `, ${percent(waitingFraction)} of the time waiting for data`;
  sayLines(reporter, `trained in ${seconds(begin)}${waited}; the last batch, per time step:\n${formatLayers(layers)}`);
  for (const warning of warningsOf(layers, config)) reporter.warn(warning);
}

const isDue = (iteration: number, { iterations, checkpoint: { every } }: RunConfig): boolean =>
  iteration === iterations || (every !== null && iteration % every === 0);

async function save(
  { learner, training, content, config, folder }: Run,
  iteration: number,
  { emit }: Reporter,
): Promise<void> {
  const standing = { iteration, metrics: folder.metricsLength, content };
  const checkpoint = await capture(learner, training, config, standing);
  emit({ event: 'checkpoint', iteration, file: await folder.checkpoint(checkpoint, config.checkpoint.keep) });
}

const seconds = (begin: number): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
