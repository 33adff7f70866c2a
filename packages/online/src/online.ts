import { checkNoOthers, checkOptions } from '@spikegrad/core';
import type { LearningRule } from './learningRule.js';
import { checkUpdate, learnStepwise, type Update } from './stepwise.js';

/** @see online */
export interface OnlineOptions {
  /** @defaultValue `'accumulate'`, once a sequence */
  readonly update?: Update;
}

/**
 * The paper's own rule: each step's loss is differentiated through that step alone, membranes are detached in between, and weight
 * gradients use the input of the moment (no trace).
 *
 * Memory does not depend on T: one step.
 *
 * @see ICLR 2024, Eq. 6–7
 * @throws ValueError for another update
 */
export function online(options: OnlineOptions = {}): LearningRule {
  const { update = 'accumulate', ...others } = checkOptions('online', options);
  checkNoOthers('online', others);
  checkUpdate('online', update);
  return { name: 'online', learn: (batch) => learnStepwise(batch, { rule: 'online', update }) };
}
