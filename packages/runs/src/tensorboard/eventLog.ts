import { join } from 'node:path';
import { memory } from '@spikegrad/core';
import type { Distribution } from '@spikegrad/nn';
import {
  asFileError,
  codeOf,
  type FileSystem,
  makingError,
  namesIn,
  nodeFiles,
  type OpenFile,
  writeAll,
} from '@spikegrad/files';
import type { Epoch, Iteration, Recorder, TestResult } from '@spikegrad/trainer';
import { startEvent, valuesEvent, versionEvent, type Tagged } from './event.js';
import type { Message } from './message.js';
import { record } from './record.js';

/** @see EventLog.create */
export interface EventLogOptions {
  /** Iterations that were trained before this run was resumed. @defaultValue `0` */
  readonly learned?: number;
  /** Seconds since 1970. @defaultValue the time of this machine */
  readonly clock?: () => number;
  /** @defaultValue the files of this machine */
  readonly files?: FileSystem;
}

/**
 * One event file of a run for TensorBoard, written during training. Step `n` is the `n`-th batch.
 *
 * A resumed run writes another file. Its first event discards the values of earlier files for the steps that are
 * trained again.
 */
export class EventLog implements Recorder {
  private readonly path: string;
  private readonly file: OpenFile;
  private readonly clock: () => number;
  private step: number;

  private constructor(path: string, file: OpenFile, clock: () => number, step: number) {
    this.path = path;
    this.file = file;
    this.clock = clock;
    this.step = step;
  }

  /** Whether a folder has event files. @throws FileError */
  static async isIn(folder: string, files: FileSystem = nodeFiles): Promise<boolean> {
    const names = await namesIn(folder, files);
    return names.some((name) => name.startsWith(prefix));
  }

  /** Creates a new event file in a run's folder. @throws FileError */
  static async create(folder: string, options: EventLogOptions = {}): Promise<EventLog> {
    const { learned = 0, clock = () => Date.now() / 1000, files = nodeFiles } = options;
    const [path, file] = await createNext(folder, clock(), files);
    const log = new EventLog(path, file, clock, learned);
    const moment = { step: learned, time: clock() };
    const purge = learned === 0 ? [] : [startEvent({ ...moment, step: learned + 1 })];
    await log.write([versionEvent(moment), ...purge]);
    return log;
  }

  iteration({ iteration, learningRate, loss, accuracy, layers, norms, membranes }: Iteration): Promise<void> {
    this.step = iteration + 1;
    const { bytes, peakBytes } = memory();
    return this.values([
      { tag: 'train/loss', value: loss },
      { tag: 'train/accuracy', value: accuracy },
      { tag: 'train/learning_rate', value: learningRate },
      { tag: 'memory/live_bytes', value: bytes },
      { tag: 'memory/peak_bytes', value: peakBytes },
      ...layers.flatMap(({ layer, rate, threshold }) => [
        ...byStep(`firing_rate/${layer}`, rate),
        ...byStep(`threshold/${layer}`, threshold),
      ]),
      ...norms.flatMap(({ layer, within, between, guard }) => [
        { tag: `variance_within_steps/${layer}`, value: within },
        { tag: `variance_between_steps/${layer}`, value: between },
        ...byStep(`guard/${layer}`, guard),
      ]),
      ...(membranes ?? []).flatMap(({ layer, steps }) => spread(layer, steps)).filter(isFinite),
    ]);
  }

  epoch({ validation }: Epoch): Promise<void> {
    if (!validation) return Promise.resolve();
    const { accuracy, low, high, loss } = validation;
    return this.values([
      { tag: 'validation/accuracy', value: accuracy },
      { tag: 'validation/accuracy_low', value: low },
      { tag: 'validation/accuracy_high', value: high },
      { tag: 'validation/loss', value: loss },
    ]);
  }

  test({ accuracy, low, high }: TestResult): Promise<void> {
    return this.values([
      { tag: 'test/accuracy', value: accuracy },
      { tag: 'test/accuracy_low', value: low },
      { tag: 'test/accuracy_high', value: high },
    ]);
  }

  close(): Promise<void> {
    return this.file.close().catch(asFileError(this.path, 'to close an event file'));
  }

  private values(values: readonly Tagged[]): Promise<void> {
    return this.write([valuesEvent({ step: this.step, time: this.clock() }, values)]);
  }

  private write(events: readonly Message[]): Promise<void> {
    const bytes = Buffer.concat(events.map((event) => record(event.encode())));
    return writeAll(this.file, bytes).catch(asFileError(this.path, 'to write an event file'));
  }
}

/** The file name prefix that TensorBoard looks for. */
const prefix = 'events.out.tfevents.';

/** Values of each time step, counted from 1. */
const byStep = (tag: string, values: readonly Tagged['value'][]): readonly Tagged[] =>
  values.map((value, t) => ({ tag: `${tag}/t${t + 1}`, value }));

/** Histograms of membranes, with skewness and kurtosis. */
const spread = (layer: string, steps: readonly Distribution[]): readonly Tagged[] => [
  ...byStep(`membrane/${layer}`, steps),
  ...byStep(
    `membrane_skewness/${layer}`,
    steps.map(({ skewness }) => skewness),
  ),
  ...byStep(
    `membrane_kurtosis/${layer}`,
    steps.map(({ kurtosis }) => kurtosis),
  ),
];

/** A histogram of NaN has no bins. */
const isFinite = ({ value }: Tagged): boolean => typeof value === 'number' || Number.isFinite(value.deviation);

/** A new file whose name sorts after the others: readers read files in the order of their names. */
async function createNext(folder: string, time: number, files: FileSystem): Promise<[string, OpenFile]> {
  const seconds = String(Math.floor(time)).padStart(10, '0');
  for (let place = 0; ; place++) {
    const path = join(folder, `${prefix}${seconds}.${String(place).padStart(3, '0')}.spikegrad`);
    try {
      return [path, await files.create(path)];
    } catch (cause) {
      if (codeOf(cause) !== 'EEXIST') throw await makingError(path, 'to begin an event file', cause, files);
    }
  }
}
