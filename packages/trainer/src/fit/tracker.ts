import type { Epoch, Validation } from '../loop/epoch.js';
import type { Iteration } from '../loop/iterations.js';
import type { Progress } from '../loop/progress.js';
import type { EarlyStopping, Metric } from './options.js';

const noSums = { samples: 0, loss: 0, accuracy: 0 } as const;

const beginning: Progress = {
  ...{ position: { epoch: 0, batch: 0 }, iteration: 0, epochs: [], sums: noSums },
  ...{ learningRate: 0, layers: [] },
};

/** Larger is better. */
const scoreOf = ({ accuracy, loss }: Validation, metric: Metric): number => (metric === 'accuracy' ? accuracy : -loss);

/** The progress of a training: its position, the finished epochs, the best one, and whether it still improves. */
export class Tracker {
  progress: Progress;
  private readonly stopping: Required<EarlyStopping>;

  constructor(stopping: Required<EarlyStopping>) {
    this.progress = beginning;
    this.stopping = stopping;
  }

  /** The best epoch so far. */
  best(): Epoch | null {
    return this.progress.epochs.findLast(({ isBest }) => isBest) ?? null;
  }

  /** Whether the last `patience` epochs brought no improvement. */
  isOutOfPatience(): boolean {
    const { length } = this.progress.epochs;
    return length - 1 - (this.best()?.epoch ?? -1) >= this.stopping.patience;
  }

  /** Adds an iteration. @param samples of its batch */
  add({ loss, accuracy, learningRate, layers }: Iteration, samples: number): void {
    const { position, iteration, epochs, sums } = this.progress;
    this.progress = {
      ...{ position: { ...position, batch: position.batch + 1 }, iteration: iteration + 1, epochs },
      sums: {
        samples: sums.samples + samples,
        loss: sums.loss + samples * loss,
        accuracy: sums.accuracy + samples * accuracy,
      },
      ...{ learningRate, layers },
    };
  }

  /** Ends the epoch. */
  endEpoch(validation: Validation | null): Epoch {
    const { position, iteration, epochs, sums, learningRate, layers } = this.progress;
    const isBest = validation !== null && this.improves(validation);
    const epoch: Epoch = {
      ...{ epoch: position.epoch, iterations: iteration, learningRate },
      ...{ loss: sums.loss / sums.samples, accuracy: sums.accuracy / sums.samples },
      ...{ layers, validation, isBest },
    };
    this.progress = {
      ...this.progress,
      ...{ position: { epoch: position.epoch + 1, batch: 0 }, epochs: [...epochs, epoch], sums: noSums },
    };
    return epoch;
  }

  private improves(validation: Validation): boolean {
    const { metric, minDelta } = this.stopping;
    const best = this.best()?.validation;
    return !best || scoreOf(validation, metric) - scoreOf(best, metric) > minDelta;
  }
}
