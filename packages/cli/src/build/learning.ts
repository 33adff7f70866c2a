import { Adam, AdamW, cosine, SGD, type Module, type Optimizer, type Schedule } from '@spikegrad/nn';
import { bptt, online, ottt, type LearningRule } from '@spikegrad/online';
import type { RunConfig } from '../config/schema.js';

/** The learning rule that a config names. */
export function buildRule({ name, update }: RunConfig['rule']): LearningRule {
  switch (name) {
    case 'online':
      return online({ update });
    case 'ottt':
      return ottt({ update });
    case 'bptt':
      return bptt();
  }
  return name satisfies never;
}

/** The optimizer that a config names. */
export function buildOptimizer(model: Module, { name, ...options }: RunConfig['optimizer']): Optimizer {
  switch (name) {
    case 'sgd':
      return new SGD(model.parameters(), options);
    case 'adam':
      return new Adam(model.parameters(), options);
    case 'adamw':
      return new AdamW(model.parameters(), options);
  }
  return name satisfies never;
}

/** The learning rate at iteration `i`. */
export const buildSchedule = ({ schedule, optimizer, iterations }: RunConfig): Schedule =>
  schedule === 'cosine'
    ? cosine({ initial: optimizer.learningRate, length: iterations })
    : () => optimizer.learningRate;
