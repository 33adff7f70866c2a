import { scope } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import type { LearningRule } from './learningRule.js';
import { RunningSum } from './runningSum.js';

/**
 * Back-propagation through time: the graph of all steps is kept, gradients flow through `λ · v` and the detached reset, one
 * backward pass of the summed loss. The oracle that online rules are measured against; memory grows with T.
 */
export const bptt = (): LearningRule => ({
  name: 'bptt',
  learn: ({ model, optimizer, steps, step, monitor = null }) =>
    scope(() => {
      const logits = new RunningSum();
      optimizer.zeroGrad();
      const results = sequence(model, steps, step, { throughTime: true, monitor });
      results.forEach((result) => logits.add(result.logits));
      const loss = results
        .map((result) => result.loss)
        .reduce((total, each) => total.add(each))
        .div(steps);
      loss.backward();
      optimizer.step();
      return { loss: loss.detach(), logits: logits.dividedBy(1) };
    }),
});
