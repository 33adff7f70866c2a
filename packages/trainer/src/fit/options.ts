import type { Tensor } from '@spikegrad/core';
import type { Dataset } from '@spikegrad/data';
import type { Optimizer } from '@spikegrad/nn';
import type { LearningRule } from '@spikegrad/online';
import type { CodingName } from '../loop/coding.js';
import type { Epoch } from '../loop/epoch.js';
import type { Iteration, LabelledBatch } from '../loop/iterations.js';
import type { Recorder } from '../loop/recorder.js';

/** Batches of one pass, each `{ image, label }`. `fit` does not free them. */
export type BatchSource = Iterable<LabelledBatch> | AsyncIterable<LabelledBatch>;

/** What decides which epoch is the best: the largest accuracy or the least loss on the validation set. */
export type Metric = 'accuracy' | 'loss';

/** Stops training when the validation has not improved for some epochs. */
export interface EarlyStopping {
  /** Epochs without improvement after which training stops. */
  readonly patience: number;
  /** @defaultValue `'accuracy'` */
  readonly metric?: Metric;
  /** A smaller change does not count as an improvement. @defaultValue `0` */
  readonly minDelta?: number;
  /** Whether the model gets the weights of its best epoch back at the end, unless `signal` has stopped it. @defaultValue `true` */
  readonly restoreBest?: boolean;
}

/** @see fit */
export interface FitOptions {
  /**
   * A data set, or a function that gives the batches of an epoch. Of a data set, pixels become numbers from 0 to 1 and samples are
   * shuffled in every epoch; a last batch that is not full is left out.
   */
  readonly train: Dataset | ((epoch: number) => BatchSource);
  /** A data set, or a function that gives the same batches each time. @defaultValue no validation */
  readonly validation?: Dataset | (() => BatchSource);
  /** Passes over the training set. */
  readonly epochs: number;
  /** Samples of a batch, where a data set is given. @defaultValue `32` */
  readonly batchSize?: number;
  /** T, steps of a sequence; batches with a time axis have their own. @defaultValue `4` */
  readonly steps?: number;
  /** Whether the first axis of a batch is time. @defaultValue whether it has five axes, `[T, N, C, H, W]` */
  readonly timeFirst?: boolean;
  /** `'direct'`: the same values at every step. `'poisson'`: spikes drawn at every step, with the values as probabilities. @defaultValue `'direct'` */
  readonly coding?: CodingName;
  /** @defaultValue `new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 })` */
  readonly optimizer?: Optimizer;
  /** A rule, or a function that gives the rule of an iteration, for rules that draw random numbers. @defaultValue `online()` */
  readonly rule?: LearningRule | ((iteration: number) => LearningRule);
  /** The loss of one step, a scalar. @defaultValue `onlineLoss` */
  readonly loss?: (logits: Tensor, label: Tensor) => Tensor;
  /** The learning rate of an epoch, from 0, such as `cosine`; the iteration, from 0, comes second. @defaultValue that of the optimizer */
  readonly schedule?: (epoch: number, iteration: number) => number;
  /** Decides the order of the samples and what `coding` draws. @defaultValue `0` */
  readonly seed?: number;
  /** Whether firing rates, thresholds and membranes are recorded, and weights checked to be finite. @defaultValue `true` */
  readonly monitor?: boolean;
  readonly onIteration?: (iteration: Iteration) => void | Promise<void>;
  readonly onEpoch?: (epoch: Epoch) => void | Promise<void>;
  /** Needs `validation`. @defaultValue all epochs are trained */
  readonly earlyStopping?: EarlyStopping;
  /** Writes the training down, and may resume it. `fit` closes it. @defaultValue nothing is written */
  readonly recorder?: Recorder;
  /** Stops after the iteration that is going on; `fit` returns what it has then. */
  readonly signal?: AbortSignal;
}
