import { checkNoOthers, ValueError } from '@spikegrad/core';
import type { Dataset } from '@spikegrad/data';
import { onlineLoss, SGD, type Module } from '@spikegrad/nn';
import { Group } from '../loop/group.js';
import { online, type LearningRule } from '@spikegrad/online';
import type { EarlyStopping, FitOptions } from './options.js';

/** Options that have a default. */
type Defaulted = 'batchSize' | 'steps' | 'coding' | 'optimizer' | 'loss' | 'seed' | 'monitor';

/** The options of `fit` with all defaults. */
export interface FitPlan
  extends
    Omit<FitOptions, Defaulted | 'rule' | 'earlyStopping' | 'world' | 'sync' | 'signal'>,
    Required<Pick<FitOptions, Defaulted>> {
  readonly ruleOf: (iteration: number) => LearningRule;
  readonly stopping: Required<EarlyStopping>;
  readonly group: Group;
}

/** Fills in defaults. @throws ValueError for invalid options */
export function planOf(model: Module, options: FitOptions): FitPlan {
  const { rule = online(), earlyStopping, world, sync, signal, ...given } = options;
  checkNames(given);
  const { recorder, ...rest } = given;
  const plan: FitPlan = {
    ...{ batchSize: 32, steps: 4, coding: 'direct', seed: 0, monitor: true },
    ...rest,
    ...(recorder && (world?.rank ?? 0) === 0 && { recorder }),
    optimizer: options.optimizer ?? new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 }),
    loss: options.loss ?? ((logits, label) => onlineLoss(logits, label)),
    group: new Group({ signal, ...(world && { world }), ...(sync && { sync }) }),
    ruleOf: typeof rule === 'function' ? rule : () => rule,
    stopping: {
      ...{ metric: 'accuracy', minDelta: 0, restoreBest: earlyStopping !== undefined },
      ...(earlyStopping ?? { patience: Infinity }),
    },
  };
  check(plan);
  if (earlyStopping) checkStopping(plan);
  return plan;
}

function checkNames(given: Omit<FitOptions, 'rule' | 'earlyStopping' | 'world' | 'sync' | 'signal'>): void {
  const { train, validation, epochs, batchSize, steps, timeFirst, coding, optimizer, ...more } = given;
  const { loss, schedule, seed, monitor, onIteration, onEpoch, recorder, ...others } = more;
  checkNoOthers('fit', others);
}

function check({ epochs, batchSize, steps, train, validation, coding }: FitPlan): void {
  checkCount('epochs', epochs);
  checkCount('batchSize', batchSize);
  checkCount('steps', steps);
  checkSource('train', train);
  if (validation !== undefined) checkSource('validation', validation);
  if (!['direct', 'poisson'].includes(coding)) refuse("coding 'direct' or 'poisson'", `'${coding}'`);
}

function checkStopping({ validation, stopping }: FitPlan): void {
  const { patience, metric, minDelta, restoreBest, ...others } = stopping;
  checkNoOthers('fit earlyStopping', others);
  if (validation === undefined) refuse('a validation set for earlyStopping', 'none');
  checkCount('earlyStopping.patience', patience);
  if (!['accuracy', 'loss'].includes(metric)) refuse("earlyStopping.metric 'accuracy' or 'loss'", `'${metric}'`);
  if (!(minDelta >= 0 && minDelta < Infinity)) refuse('earlyStopping.minDelta of at least 0', String(minDelta));
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) refuse(`${name}, an integer of at least 1`, String(value));
}

function checkSource(name: string, source: Dataset | ((epoch: number) => unknown)): void {
  if (typeof source === 'function') return;
  const given = source as Partial<Dataset> | null;
  if (typeof given !== 'object' || given === null || given.labels === undefined)
    refuse(`${name}, a data set or a function that returns batches`, typeof source);
  else if (given.count === 0) refuse(`${name} with at least one sample`, 'none');
}

function refuse(expected: string, received: string): never {
  throw new ValueError('fit', expected, received);
}
