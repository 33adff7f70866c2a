import { stat } from 'node:fs/promises';
import { FormatError } from '@spikegrad/core';
import { digestOf } from '@spikegrad/datasets';
import { asFileError, type FileSystem, nodeFiles, replaceFile } from '@spikegrad/files';
import { stateDict, type StateDict } from '@spikegrad/nn';
import {
  type EndReason,
  type Epoch,
  hasDiverged,
  type Iteration,
  type Progress,
  type RecordedTraining,
  type Recorder,
  type Resumed,
  together,
  WaitClock,
} from '@spikegrad/trainer';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { captureLearner, restore } from '../checkpoint/learnerState.js';
import { decodeWeights, encodeWeights } from '../checkpoint/weights.js';
import { type FitSettings, readFitSettings, writeFitSettings } from '../folder/fitSettings.js';
import { runFiles } from '../folder/runFiles.js';
import { History } from '../history/history.js';
import { readHistory } from '../history/readHistory.js';
import { EventLog } from '../tensorboard/eventLog.js';
import { MachineLog } from '../train/machineLog.js';
import { ResumeError } from '../train/resume.js';
import { RunFolder } from '../train/runFolder.js';

/** @see recordRun */
export interface RecordRunOptions {
  /**
   * Whether to resume the training in the folder. If the folder does not exist, training begins. @defaultValue
   * `false`: a new folder
   */
  readonly resume?: boolean;
  /** Iterations from one checkpoint to the next, in addition to one after every epoch. @defaultValue none */
  readonly every?: number;
  /** Number of newest checkpoints to keep. @defaultValue `1` */
  readonly keep?: number;
  /** Whether to write event files for TensorBoard. A training that has some continues them. @defaultValue `false` */
  readonly tensorboard?: boolean;
  /** Title of the report. @defaultValue the name of the optimizer and the rule */
  readonly title?: string;
  /** Called with what could not be read when a training is resumed. @defaultValue ignored */
  readonly onWarning?: (message: string) => void;
  /** @defaultValue the files of this machine */
  readonly files?: FileSystem;
}

/**
 * A recorder for `fit` that writes into a folder: settings, metrics, the weights of the best epoch, checkpoints, and
 * at the end weights, curves and the report. A resumed training ends with the same bits as an uninterrupted one.
 * Other settings or data sets of other content fail with a `ResumeError`.
 *
 * @example
 * await fit(model, { train, validation, epochs: 20, recorder: recordRun('runs/mine', { resume: true }) });
 */
export const recordRun = (path: string, options: RecordRunOptions = {}): RunRecorder => new RunRecorder(path, options);

/** A training that is recorded. */
interface Recording {
  readonly training: RecordedTraining;
  readonly settings: FitSettings;
  readonly folder: RunFolder;
  readonly history: History;
  readonly lines: Required<Recorder>;
}

/** @see recordRun */
export class RunRecorder implements Recorder {
  private readonly path: string;
  private readonly options: RecordRunOptions;
  private readonly files: FileSystem;
  private recording: Recording | null = null;
  private opened: RunFolder | null = null;
  /** Of the last checkpoint. */
  private saved: Progress | null = null;

  constructor(path: string, options: RecordRunOptions = {}) {
    this.path = path;
    this.options = options;
    this.files = options.files ?? nodeFiles;
  }

  /** The folder that is written into. It has another name if the given one existed. */
  get folder(): string {
    return this.opened?.path ?? this.path;
  }

  /** @throws ResumeError, FileError, FormatError, LockError */
  async begin(training: RecordedTraining): Promise<Resumed | null> {
    const { title = `${training.settings.optimizer}, ${training.settings.rule}` } = this.options;
    const { train, validation } = training.data;
    const settings: FitSettings = {
      ...{ title, ...training.settings },
      train: train && (await digestOf(train)),
      validation: validation && (await digestOf(validation)),
    };
    const folder = await this.open(settings);
    this.opened = folder;
    const checkpoint = await this.latest(folder);
    const history = checkpoint ? await readHistory(runFiles(folder.path).metrics, checkpoint.metrics) : new History();
    const resumed = checkpoint ? await this.restore(training, folder, checkpoint, history) : null;
    await folder.cutMetrics(checkpoint?.metrics ?? 0);
    const lines = together([folder, ...(await this.logs(folder, history.count))]);
    this.recording = { training, settings, folder, history, lines };
    const { parameters, samples, classes } = settings;
    if (!checkpoint && samples !== null && classes !== null)
      await folder.start({ parameters, images: samples, classes });
    return resumed;
  }

  async iteration(iteration: Iteration): Promise<void> {
    const { history, lines, folder } = this.begun();
    history.add(iteration);
    await lines.iteration(iteration);
    const { every } = this.options;
    if (hasDiverged(iteration)) await folder.report();
    else if (every !== undefined && history.count % every === 0) await this.save();
  }

  async epoch(epoch: Epoch): Promise<void> {
    const { training, folder, lines } = this.begun();
    await lines.epoch(epoch);
    if (epoch.isBest)
      await replaceFile(runFiles(folder.path).best, encodeWeights(await stateDict(training.learner.model)), this.files);
    await this.save();
  }

  async end(reason: EndReason): Promise<void> {
    const { training, folder, lines, history, settings } = this.begun();
    // After early stopping the model has its best weights, and the checkpoint of the last epoch exists already.
    if (this.saved !== training.progress()) await this.save();
    await lines.end(reason);
    await folder.finish(training.learner.model, history, settings.title);
    await folder.report();
  }

  async close(): Promise<void> {
    await (this.recording?.lines ?? this.opened)?.close();
  }

  private begun(): Recording {
    if (!this.recording) throw new Error('begin() before a recorder records');
    return this.recording;
  }

  /** The folder, with a lock on it. */
  private async open(settings: FitSettings): Promise<RunFolder> {
    const { files, path } = this;
    const exists = await stat(runFiles(path).fit).then(
      () => true,
      () => false,
    );
    if (!this.options.resume || !exists)
      return RunFolder.place(path, (begun) => writeFitSettings(begun, settings, files), files);
    const before = await readFitSettings(path);
    const changed = Object.entries(settings).filter(([name, value]) => !free.has(name) && before[name as keyof FitSettings] !== value); // prettier-ignore
    if (changed.length > 0) {
      const names = changed.map(([name]) => name).join(', ');
      throw new ResumeError(path, 'the settings of the first start of the training', `another ${names}`, again);
    }
    const folder = await RunFolder.open(path, files);
    await writeFitSettings(path, settings, files);
    return folder;
  }

  /** The newest checkpoint that is not damaged. */
  private async latest({ checkpoints }: RunFolder): Promise<Checkpoint | null> {
    const warn = this.options.onWarning ?? (() => undefined);
    const saved = await checkpoints.latest(({ message }) => warn(message));
    return saved?.checkpoint ?? null;
  }

  /** Restores a learner from a checkpoint. */
  private async restore(
    { learner, settings }: RecordedTraining,
    folder: RunFolder,
    checkpoint: Checkpoint,
    { count }: History,
  ): Promise<Resumed> {
    const { metrics, best } = runFiles(folder.path);
    const { iteration, progress, data } = checkpoint;
    if (!progress) throw new FormatError(folder.path, 'a checkpoint of fit', 'a checkpoint without progress');
    if (count !== iteration)
      throw new ResumeError(metrics, `the ${iteration} iterations of the checkpoint`, String(count), again);
    if (data.images !== (settings.samples ?? 0))
      throw new ResumeError(
        folder.path,
        `the ${data.images} samples of its first start`,
        String(settings.samples),
        again,
      );
    restore(learner, checkpoint);
    await folder.checkpoints.prune(iteration, this.options.keep ?? 1);
    this.saved = progress;
    const hasBest = progress.epochs.some(({ isBest }) => isBest);
    return { progress, best: hasBest ? await this.readBest(best) : null };
  }

  private async readBest(path: string): Promise<StateDict> {
    const bytes = await this.files.read(path).catch(asFileError(path, 'the weights of the best epoch'));
    return decodeWeights(bytes, path).entries;
  }

  private async logs({ path }: RunFolder, learned: number): Promise<readonly Recorder[]> {
    const { files } = this;
    const machine = await MachineLog.open(path, new WaitClock(), files);
    if (!this.options.tensorboard && !(await EventLog.isIn(path, files))) return [machine];
    return [machine, await EventLog.create(path, { learned, files })];
  }

  private async save(): Promise<void> {
    const { training, folder, settings } = this.begun();
    const progress = training.progress();
    const { position, iteration } = progress;
    const data = { images: settings.samples ?? 0, ...position };
    const { device, randoms, ...tensors } = await captureLearner(training.learner);
    const standing = { iteration, data, metrics: folder.metricsLength, device, randoms };
    await folder.checkpoint({ ...standing, config: { ...settings }, progress, ...tensors }, this.options.keep ?? 1);
    this.saved = progress;
  }
}

/** Settings that may change when a training is resumed. */
const free: ReadonlySet<string> = new Set(['title', 'epochs', 'patience', 'minDelta', 'learningRate']);

const again = 'restore it, or record into another folder';
