import { noGrad, scope, type Tensor } from '@spikegrad/core';
import { sequence } from '@spikegrad/nn';
import { checkStep, type LearningRule } from './learningRule.js';

/**
 * Back-propagation through time: the graph of all steps is kept, gradients flow through `λ · v` and the detached reset, one
 * backward pass of the summed loss. The oracle that online rules are measured against; memory grows with T.
 */
export const bptt = (): LearningRule => ({
  name: 'bptt',
  learn: ({ model, optimizer, steps, step, monitor = null }) =>
    scope(() => {
      optimizer.zeroGrad();
      const results = sequence(model, steps, (t) => checkStep(step(t)), { throughTime: true, monitor });
      const loss = total(results.map((result) => result.loss)).div(steps);
      loss.backward();
      optimizer.step();
      const logits = noGrad(() => total(results.map((result) => result.logits)));
      return { loss: loss.detach(), logits: logits.detach() };
    }),
});

const total = (values: readonly Tensor[]): Tensor => values.reduce((sum, value) => sum.add(value));
