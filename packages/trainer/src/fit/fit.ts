import { ValueError, type Tensor } from '@spikegrad/core';
import type { Dataset } from '@spikegrad/data';
import { loadStateDict, stateDict, type BatchParts, type Module, type StateDict } from '@spikegrad/nn';
import { agree, broadcastLearner, digest, weightsDigest } from '../loop/agree.js';
import { codingOf } from '../loop/coding.js';
import { DivergedError, hasDiverged } from '../loop/diverged.js';
import type { Epoch, Validation } from '../loop/epoch.js';
import { inputsOf, type Inputs } from '../loop/inputs.js';
import { iterations, type IterationPlan, type LabelledBatch } from '../loop/iterations.js';
import { trainingBatchFrom } from '../loop/modelBatch.js';
import { isLook } from '../loop/membranes.js';
import type { EndReason } from '../loop/recorder.js';
import type { BatchSource, FitOptions } from './options.js';
import { planOf, type FitPlan } from './plan.js';
import { settingsOf } from './settings.js';
import { trainingBatches, validationBatches } from './sources.js';
import { Tracker } from './tracker.js';
import { validate } from './validate.js';

/** The result of a training. */
export interface FitHistory {
  readonly epochs: readonly Epoch[];
  /** The epoch with the best validation; `null` without a validation set. */
  readonly best: Epoch | null;
  readonly endedBy: EndReason;
}

/**
 * Trains a model: epochs of iterations, with a validation after each epoch.
 *
 * @example
 * const { epochs, best } = await fit(model, { train, validation, epochs: 20, earlyStopping: { patience: 3 } });
 * @throws ValueError for invalid options and batches, DivergedError, and errors of the callbacks and the recorder
 */
export async function fit(model: Module, options: FitOptions): Promise<FitHistory> {
  try {
    return await new Training(model, planOf(model, options)).run();
  } finally {
    if ((options.world?.rank ?? 0) === 0) await options.recorder?.close();
  }
}

/** A training in progress. */
class Training {
  private readonly model: Module;
  private readonly plan: FitPlan;
  private readonly tracker: Tracker;
  /** The weights of the best epoch, if they will be restored. */
  private best: StateDict | null = null;

  constructor(model: Module, plan: FitPlan) {
    this.model = model;
    this.plan = plan;
    this.tracker = new Tracker(plan.stopping);
  }

  async run(): Promise<FitHistory> {
    const { model, tracker } = this;
    const { optimizer, recorder, stopping, train, validation } = this.plan;
    const settings = settingsOf(model, this.plan);
    const { world } = this.plan.group;
    if (world.size > 1) agree(world, await this.facts());
    const found = await recorder?.begin?.({
      learner: { model, optimizer },
      settings,
      data: { train: datasetOf(train), validation: datasetOf(validation) },
      progress: () => tracker.progress,
    });
    const resumed = world.exchange(found ?? null)[0];
    if (resumed) {
      tracker.progress = resumed.progress;
      await broadcastLearner({ model, optimizer }, world);
    }
    if (resumed && stopping.restoreBest) this.best = resumed.best;
    while (this.goesOn() && !this.isAborted()) await this.epoch();
    const endedBy = this.endReason();
    if (this.best && endedBy !== 'aborted') loadStateDict(model, this.best);
    await recorder?.end?.(endedBy);
    return { epochs: tracker.progress.epochs, best: tracker.best(), endedBy };
  }

  /** What has to be equal on all ranks. */
  private async facts(): Promise<Readonly<Record<string, string>>> {
    const { train, validation } = this.plan;
    const labels = [datasetOf(train), datasetOf(validation)].map(
      (set) => set && digest([Float64Array.from(set.labels)]),
    );
    return {
      settings: JSON.stringify(settingsOf(this.model, this.plan)),
      labels: labels.map(String).join(' '),
      weights: await weightsDigest(this.model),
    };
  }

  private goesOn(): boolean {
    return this.tracker.progress.position.epoch < this.plan.epochs && !this.tracker.isOutOfPatience();
  }

  private isAborted(): boolean {
    return this.plan.group.signal.aborted;
  }

  private endReason(): EndReason {
    if (this.goesOn()) return 'aborted';
    return this.tracker.isOutOfPatience() ? 'earlyStopping' : 'epochs';
  }

  /** Trains the rest of an epoch and validates, unless it is aborted. */
  private async epoch(): Promise<void> {
    const { tracker, plan } = this;
    await this.iterate();
    if (this.isAborted()) return;
    if (tracker.progress.position.batch === 0) throw new ValueError('fit', 'at least one batch per epoch', 'none');
    const validation = await this.validation();
    if (this.isAborted()) return;
    const epoch = tracker.endEpoch(validation);
    if (epoch.isBest && plan.stopping.restoreBest) this.best = await stateDict(this.model);
    await plan.recorder?.epoch?.(epoch);
    await plan.onEpoch?.(epoch);
  }

  /** Trains on the remaining batches of an epoch. */
  private async iterate(): Promise<void> {
    const { tracker, model, plan } = this;
    const { optimizer, recorder, onIteration, group } = plan;
    const { position, iteration: first } = tracker.progress;
    let samples = 0;
    const batches = each(
      trainingBatches(plan, position),
      ({ label, globalSize }) => (samples = globalSize ?? label.size),
    );
    for await (const iteration of iterations(
      { model, optimizer },
      batches,
      this.iterationPlan(position.epoch),
      first,
      group,
    )) {
      tracker.add(iteration, samples);
      await recorder?.iteration(iteration);
      await onIteration?.(iteration);
      if (hasDiverged(iteration)) throw new DivergedError(iteration);
      if (this.isAborted()) return;
    }
  }

  private iterationPlan(epoch: number): IterationPlan {
    const { epochs, ruleOf, schedule, monitor, loss } = this.plan;
    return {
      ruleOf,
      trainingBatchOf: ({ image, label }, iteration, parts) =>
        trainingBatchFrom(
          this.model,
          this.inputs(image, 'train', iteration, parts),
          (logits) => loss(logits, label),
          parts,
        ),
      learningRateOf: (iteration) => schedule?.(epoch, iteration) ?? null,
      recordingOf: () => {
        if (!monitor) return 'off';
        return this.tracker.progress.position.batch === 0 && isLook(epoch, epochs) ? 'membranes' : 'activity';
      },
    };
  }

  private async validation(): Promise<Validation | null> {
    const { validation, loss, group } = this.plan;
    if (validation === undefined) return null;
    const inputs = (image: Tensor, batch: number): Inputs => this.inputs(image, 'test', batch);
    return validate(this.model, validationBatches(validation, this.plan), inputs, loss, group);
  }

  private inputs(image: Tensor, part: 'train' | 'test', batch: number, parts: BatchParts | null = null): Inputs {
    const { steps, coding, seed, timeFirst } = this.plan;
    return inputsOf(image, {
      ...{ steps, coding: codingOf({ coding, seed }, part, batch, parts) },
      ...(timeFirst !== undefined && { timeFirst }),
    });
  }
}

/** The data set of a source of batches; `null` for a function, and for none. */
const datasetOf = (source: FitOptions['train'] | FitOptions['validation']): Dataset | null =>
  source === undefined || typeof source === 'function' ? null : source;

/** The same batches; `see` is called with each. */
async function* each(batches: BatchSource, see: (batch: LabelledBatch) => void): AsyncGenerator<LabelledBatch> {
  for await (const batch of batches) {
    see(batch);
    yield batch;
  }
}
