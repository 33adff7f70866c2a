import type { Tensor } from '@spikegrad/core';
import type { Dataset } from '@spikegrad/data';
import type { Optimizer, Sync, World } from '@spikegrad/nn';
import type { LearningRule } from '@spikegrad/online';
import type { CodingName } from '../loop/coding.js';
import type { Epoch } from '../loop/epoch.js';
import type { Iteration, LabelledBatch } from '../loop/iterations.js';
import type { Recorder } from '../loop/recorder.js';

/** Batches of one pass, each `{ image, label }`. `fit` does not free them. */
export type BatchSource = Iterable<LabelledBatch> | AsyncIterable<LabelledBatch>;

/** The criterion of the best epoch: maximum accuracy or minimum loss on the validation set. */
export type Metric = 'accuracy' | 'loss';

/** Stops training after some epochs without a better validation. */
export interface EarlyStopping {
  /** Epochs without improvement after which training stops. */
  readonly patience: number;
  /** @defaultValue `'accuracy'` */
  readonly metric?: Metric;
  /** A smaller change does not count as an improvement. @defaultValue `0` */
  readonly minDelta?: number;
  /**
   * Whether the model gets the weights of its best epoch at the end, unless `signal` has stopped training.
   * @defaultValue `true`
   */
  readonly restoreBest?: boolean;
}

/** @see fit */
export interface FitOptions {
  /**
   * A data set, or a function that returns the batches of an epoch. The pixels of a data set are scaled to 0…1, and
   * its samples are shuffled in every epoch. An incomplete last batch is dropped.
   */
  readonly train: Dataset | ((epoch: number) => BatchSource);
  /** A data set, or a function that returns the same batches each time. @defaultValue no validation */
  readonly validation?: Dataset | (() => BatchSource);
  /** Passes over the training set. */
  readonly epochs: number;
  /** Samples per batch, for a data set. @defaultValue `32` */
  readonly batchSize?: number;
  /** T, steps of a sequence; batches with a time axis have their own. @defaultValue `4` */
  readonly steps?: number;
  /** Whether the first axis of a batch is time. @defaultValue whether it has five axes, `[T, N, C, H, W]` */
  readonly timeFirst?: boolean;
  /**
   * `'direct'`: the same values at every step. `'poisson'`: random spikes at every step, with the values as
   * probabilities. @defaultValue `'direct'`
   */
  readonly coding?: CodingName;
  /** @defaultValue `new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 })` */
  readonly optimizer?: Optimizer;
  /**
   * A rule, or a function that returns the rule of an iteration, for rules with random numbers. @defaultValue
   * `online()`
   */
  readonly rule?: LearningRule | ((iteration: number) => LearningRule);
  /** The loss of one step, a scalar: a mean over the samples. @defaultValue `onlineLoss` */
  readonly loss?: (logits: Tensor, label: Tensor) => Tensor;
  /**
   * Returns the learning rate from the epoch and the iteration, both from 0, such as `cosine`. @defaultValue that of
   * the optimizer
   */
  readonly schedule?: (epoch: number, iteration: number) => number;
  /** Seed of the order of the samples and of `coding`. @defaultValue `0` */
  readonly seed?: number;
  /**
   * Whether firing rates, thresholds and membranes are recorded, and weights are checked for NaN and Infinity.
   * @defaultValue `true`
   */
  readonly monitor?: boolean;
  readonly onIteration?: (iteration: Iteration) => void | Promise<void>;
  readonly onEpoch?: (epoch: Epoch) => void | Promise<void>;
  /** Needs `validation`. @defaultValue all epochs are trained */
  readonly earlyStopping?: EarlyStopping;
  /** Records the training, and may resume it. `fit` closes it. @defaultValue none */
  readonly recorder?: Recorder;
  /**
   * Processes that train together. Each calls `fit` with the same options and computes its part of every batch. A
   * function of batches returns whole batches on every rank. Only rank 0 uses `recorder`. @defaultValue this process alone
   */
  readonly world?: World;
  /**
   * The statistics of norms and thresholds on several ranks. `'exact'` takes them over the whole batch. `'local'` takes
   * them over the samples of each rank. After every sequence, it averages the running statistics over the ranks.
   * @defaultValue `'exact'`
   */
  readonly sync?: Sync;
  /** Stops after the current iteration; `fit` then returns the result so far. */
  readonly signal?: AbortSignal;
}
