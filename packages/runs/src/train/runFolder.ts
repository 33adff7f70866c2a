import { stateDict, type HostStateDict, type Module } from '@spikegrad/nn';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { Checkpoints } from '../checkpoint/checkpoints.js';
import { encodeWeights } from '../checkpoint/weights.js';
import type { EndReason, Epoch, Iteration, Recorder, RunConfig, TestResult } from '@spikegrad/trainer';
import {
  asFileError,
  codeOf,
  type FileSystem,
  JsonLines,
  type Lock,
  placeFolder,
  replaceFile,
  sweepTemporaries,
  takeLock,
} from '@spikegrad/files';
import type { History } from '../history/history.js';
import { writeReport } from '../report/write.js';
import { runFiles } from '../folder/runFiles.js';

/**
 * The folder of one run, with the files of `runFiles`. The content of its files depends on the config and the data
 * only, so an interrupted run ends with the same files. Exceptions are `machine.jsonl` and the report, which has
 * values of it.
 */
export class RunFolder implements Recorder {
  readonly path: string;
  readonly checkpoints: Checkpoints;
  readonly files: FileSystem;
  private readonly metrics: JsonLines;
  private readonly lock: Lock;

  private constructor(path: string, metrics: JsonLines, lock: Lock, files: FileSystem) {
    this.path = path;
    this.checkpoints = new Checkpoints(runFiles(path).checkpoints, files);
    this.metrics = metrics;
    this.lock = lock;
    this.files = files;
  }

  /** Makes the folder and writes the config with all defaults. An existing folder is never used. */
  static async create(path: string, config: RunConfig, files: FileSystem): Promise<RunFolder> {
    return RunFolder.place(path, (begun) => writeConfig(begun, config, files), files);
  }

  /** Makes the folder, with another name if it exists already. @param fill writes its first files */
  static async place(path: string, fill: (folder: string) => Promise<void>, files: FileSystem): Promise<RunFolder> {
    return RunFolder.open(await placeFolder(path, fill, files), files);
  }

  /**
   * Opens the folder of a run for writing, and removes incomplete files of a crash.
   *
   * @throws LockError if another process writes into it, FileError
   */
  static async open(path: string, files: FileSystem): Promise<RunFolder> {
    const { lock: lockFile, metrics, checkpoints } = runFiles(path);
    const lock = await takeLock(lockFile, files);
    try {
      for (const each of [path, checkpoints]) await sweepTemporaries(each, files);
      await files.makeFolder(checkpoints).catch(unlessThere(checkpoints));
      return new RunFolder(path, await JsonLines.open(metrics, files), lock, files);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  writeConfig(config: RunConfig): Promise<void> {
    return writeConfig(this.path, config, this.files);
  }

  /** What is trained, for programs that read only the metrics. */
  start(facts: { readonly parameters: number; readonly images: number; readonly classes: number }): Promise<void> {
    return this.metrics.write({ event: 'start', ...facts });
  }

  async iteration({ layers, norms, membranes, ...figures }: Iteration): Promise<void> {
    const plain = layers.map(({ layer, rate, threshold }) => ({ layer, rate: [...rate], threshold: [...threshold] }));
    const currents = norms.map((norm) => ({ ...norm, guard: [...norm.guard] }));
    await this.metrics.write({ event: 'iteration', ...figures, layers: plain, norms: currents });
    if (!membranes) return;
    const spread = membranes.map(({ layer, steps }) => ({ layer, steps: steps.map((step) => ({ ...step })) }));
    await this.metrics.write({ event: 'membranes', iteration: figures.iteration, layers: spread });
  }

  /** Writes the metrics of an epoch; those of its layers are in its last iteration. */
  epoch({ layers: _, validation, ...figures }: Epoch): Promise<void> {
    if (!validation) return this.metrics.write({ event: 'epoch', ...figures, validation });
    const { dynamic, ...rest } = validation;
    const both = { ...rest, ...(dynamic && { dynamic: { ...dynamic } }) };
    return this.metrics.write({ event: 'epoch', ...figures, validation: both });
  }

  /** Writes why a training by `fit` has ended. */
  end(reason: EndReason): Promise<void> {
    return this.metrics.write({ event: 'end', reason });
  }

  /** Bytes of metrics so far. */
  get metricsLength(): number {
    return this.metrics.length;
  }

  /** Removes the metrics of iterations that will be trained again. */
  cutMetrics(length: number): Promise<void> {
    return this.metrics.cut(length);
  }

  checkpoint(checkpoint: Checkpoint<HostStateDict>, keep: number): Promise<string> {
    return this.checkpoints.save(checkpoint, keep);
  }

  /** Closes the metrics file and releases the lock. */
  async close(): Promise<void> {
    try {
      await this.metrics.close();
    } finally {
      await this.lock.release();
    }
  }

  /** Writes the model and the picture. */
  async finish(model: Module, history: History, title: string): Promise<void> {
    const weights = encodeWeights(await stateDict(model));
    const { drawRun } = await import('../picture/plot.js'); // Plot is slow to load and needed only at the end
    await replaceFile(runFiles(this.path).model, weights, this.files);
    await replaceFile(runFiles(this.path).curves, drawRun(history, title), this.files);
  }

  /** Writes the test result, as the last line: a run that has one is finished. */
  test({ dynamic, ...result }: TestResult): Promise<void> {
    return this.metrics.write({ event: 'test', ...result, ...(dynamic && { dynamic: { ...dynamic } }) });
  }

  /** Writes the report from the files of the folder. @returns what could not be shown */
  async report(): Promise<readonly string[]> {
    return (await writeReport(this.path, this.files)).warnings;
  }
}

const writeConfig = (folder: string, config: RunConfig, files: FileSystem): Promise<void> =>
  replaceFile(runFiles(folder).config, `${JSON.stringify(config, null, 2)}\n`, files);

/** For `catch`: ignores the error if the folder exists already. */
const unlessThere = (path: string) => (cause: unknown) =>
  codeOf(cause) === 'EEXIST' ? undefined : asFileError(path, 'a folder for checkpoints')(cause);
