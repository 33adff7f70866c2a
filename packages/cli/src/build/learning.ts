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
export function buildOptimizer(model: Module, optimizer: RunConfig['optimizer']): Optimizer {
  switch (optimizer.name) {
    case 'sgd':
      return new SGD(model.parameters(), optimizer);
    case 'adam':
      return new Adam(model.parameters(), optimizer);
    case 'adamw':
      return new AdamW(model.parameters(), optimizer);
  }
  return optimizer satisfies never;
}

/** The learning rate at iteration `i`. */
export const buildSchedule = ({ schedule, optimizer, iterations }: RunConfig): Schedule =>
  schedule === 'cosine'
    ? cosine({ initial: optimizer.learningRate, length: iterations })
    : () => optimizer.learningRate;
