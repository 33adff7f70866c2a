import { Random } from '@spikegrad/core';
import { Adam, AdamW, cosine, SGD, type Module, type Optimizer, type Schedule } from '@spikegrad/nn';
import { bptt, ndot, online, ottt, slttK, type LearningRule } from '@spikegrad/online';
import type { RunConfig } from '../schema/sections.js';
import { optionsOf } from './optionsOf.js';

/** The learning rule of a config for one iteration. Its random numbers depend on seed and iteration only. */
export function buildRule({ rule, seed }: Pick<RunConfig, 'rule' | 'seed'>, iteration: number): LearningRule {
  switch (rule.name) {
    case 'online':
      return online(optionsOf(rule));
    case 'ottt':
      return ottt(traced(optionsOf(rule)));
    case 'ndot':
      return ndot(traced(optionsOf(rule)));
    case 'slttK':
      return slttK({ ...optionsOf(rule), random: new Random(seed).split('steps learned from').split(iteration) });
    case 'bptt':
      return bptt();
  }
  return rule satisfies never;
}

/** Options of a rule with traces; without a leak if the config has none. */
const traced = <Options extends { readonly leak: number | null }>({ leak, ...options }: Options) => ({
  ...options,
  ...(leak !== null && { leak }),
});

/** The optimizer of a config. */
export function buildOptimizer(model: Module, optimizer: RunConfig['optimizer']): Optimizer {
  switch (optimizer.name) {
    case 'sgd':
      return new SGD(model.parameters(), optionsOf(optimizer));
    case 'adam':
      return new Adam(model.parameters(), optionsOf(optimizer));
    case 'adamw':
      return new AdamW(model.parameters(), optionsOf(optimizer));
  }
  return optimizer satisfies never;
}

/**
 * The learning rate at iteration `i`: a half cosine over the iterations; or, changed once an epoch, over the epochs,
 * `½ · initial · (1 + cos(π e/E))`, or constant.
 *
 * @param perEpoch batches per epoch
 */
export function buildSchedule({ schedule, optimizer, iterations }: RunConfig, perEpoch: number): Schedule {
  const initial = optimizer.learningRate;
  switch (schedule) {
    case 'cosine':
      return cosine({ initial, length: iterations });
    case 'cosineByEpoch': {
      const byEpoch = cosine({ initial, length: Math.ceil(iterations / perEpoch) });
      return (iteration) => byEpoch(Math.floor(iteration / perEpoch));
    }
    case 'constant':
      return () => initial;
  }
  return schedule satisfies never;
}
