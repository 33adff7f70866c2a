import type { Module } from '@spikegrad/nn';
import type { TrainingSettings } from '../loop/recorder.js';
import type { FitPlan } from './plan.js';

/** The settings of a training, for recorders. */
export function settingsOf(model: Module, plan: FitPlan): TrainingSettings {
  const { train, epochs, batchSize, steps, seed, coding, optimizer, schedule, stopping } = plan;
  const set = typeof train === 'function' ? null : train;
  return {
    ...{ epochs, batchSize: set && batchSize, steps, seed, coding },
    optimizer: optimizer.constructor.name,
    learningRate: schedule?.(0, 0) ?? optimizer.learningRate,
    rule: plan.ruleOf(0).name,
    parameters: model.parameters().reduce((total, { size }) => total + size, 0),
    samples: set && set.count,
    classes: set && set.classes.length,
    metric: stopping.metric,
    patience: Number.isFinite(stopping.patience) ? stopping.patience : null,
    minDelta: stopping.minDelta,
  };
}
