import { type Iteration, meanOf, shiftOf } from '@spikegrad/trainer';
import { chosenSteps } from './chosenSteps.js';
import { Curve } from './curve.js';
import type { EpochEvent } from './events.js';

/** Number of recorded batches in averages over the end of a run. */
export const lastBatches = 20;

/** The metrics of one batch. */
export type BatchFigures = Omit<Iteration, 'membranes'>;

/** How one layer of neurons changed over training. */
export interface LayerCurves {
  readonly layer: string;
  /** Firing rate, mean over the time steps. */
  readonly mean: Curve;
  /** Some of its time steps, those of `History.steps`. */
  readonly steps: readonly { readonly rate: Curve; readonly threshold: Curve }[];
}

/** How the currents of one norm changed over training. */
export interface NormCurves {
  readonly layer: string;
  /** Fraction of the variance that is between the time steps. */
  readonly shift: Curve;
  /** Fraction of the time steps where the guard was used. */
  readonly guard: Curve;
}

/**
 * The trained batches of a run, in bounded memory: the last ones with all metrics, and curves over all of them.
 * Layers and norms are those of the first batch.
 */
export class History {
  /** The last batches, the newest last; `lastBatches` at most. */
  readonly recent: BatchFigures[] = [];
  /** The last `lastBatches` batches whose layers were recorded; a config may record the layers of a few batches only. */
  readonly recorded: BatchFigures[] = [];
  /** The epochs that ended with a validation. */
  readonly epochs: EpochEvent[] = [];
  /** The batches since the last of `epochs`: their number, and the sums of their losses and accuracies. */
  readonly sinceEpoch = { batches: 0, loss: 0, accuracy: 0 };
  readonly accuracy = new Curve();
  readonly loss = new Curve();
  readonly learningRate = new Curve();
  /** Time steps that layers have curves of, from 0. */
  steps: readonly number[] = [];
  layers: readonly LayerCurves[] = [];
  norms: readonly NormCurves[] = [];
  /** Number of trained batches. */
  count = 0;
  /** The first missing batch, from 0; `null` if none is missing. */
  gap: number | null = null;

  get last(): BatchFigures | undefined {
    return this.recent.at(-1);
  }

  /** The last batch whose layers were recorded. */
  get lastRecorded(): BatchFigures | undefined {
    return this.recorded.at(-1);
  }

  /** Appends an epoch, which ends with the last batch. */
  addEpoch(epoch: EpochEvent): void {
    this.epochs.push(epoch);
    Object.assign(this.sinceEpoch, { batches: 0, loss: 0, accuracy: 0 });
  }

  /** Appends the next batch. */
  add(batch: BatchFigures): void {
    if (this.count === 0) this.begin(batch);
    if (batch.iteration !== this.count) this.gap ??= this.count;
    this.count++;
    if (this.recent.push(batch) > lastBatches) this.recent.shift();
    if (batch.layers.length > 0 && this.recorded.push(batch) > lastBatches) this.recorded.shift();
    this.sinceEpoch.batches++;
    this.sinceEpoch.loss += batch.loss;
    this.sinceEpoch.accuracy += batch.accuracy;
    this.accuracy.add(batch.accuracy);
    this.loss.add(batch.loss);
    this.learningRate.add(batch.learningRate);
    for (const [place, { mean, steps }] of this.layers.entries()) {
      const { rate = [], threshold = [] } = batch.layers[place] ?? {};
      mean.add(rate.length === 0 ? undefined : meanOf(rate));
      for (const [i, t] of this.steps.entries()) {
        steps[i]!.rate.add(rate[t]);
        steps[i]!.threshold.add(threshold[t]);
      }
    }
    for (const [place, { shift, guard }] of this.norms.entries()) {
      const norm = batch.norms[place];
      shift.add(norm && shiftOf(norm));
      guard.add(norm && (norm.guard.length === 0 ? 0 : meanOf(norm.guard)));
    }
  }

  private begin({ layers, norms }: BatchFigures): void {
    this.steps = chosenSteps(Math.max(0, ...layers.map(({ rate }) => rate.length)));
    const steps = () => this.steps.map(() => ({ rate: new Curve(true), threshold: new Curve(true) }));
    this.layers = layers.map(({ layer }) => ({ layer, mean: new Curve(true), steps: steps() }));
    this.norms = norms.map(({ layer }) => ({ layer, shift: new Curve(true), guard: new Curve(true) }));
  }
}
