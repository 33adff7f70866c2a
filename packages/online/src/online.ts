import type { LearningRule } from './learningRule.js';
import { learnStepwise, type Update } from './stepwise.js';

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
 */
export const online = ({ update = 'accumulate' }: OnlineOptions = {}): LearningRule => ({
  name: 'online',
  learn: (batch) => learnStepwise(batch, { update }),
});
