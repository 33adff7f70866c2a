import { checkNoOthers, checkOptions } from '@spikegrad/core';
import type { LearningRule } from './learningRule.js';
import { checkUpdate, learnStepwise, type Update } from './stepwise.js';

/** @see online */
export interface OnlineOptions {
  /** @defaultValue `'accumulate'`, once per sequence */
  readonly update?: Update;
}

/**
 * The paper's rule. Each step's loss is differentiated through that step only, membranes are detached between steps,
 * and weight gradients use the current input (no trace).
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
