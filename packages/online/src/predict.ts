import { noGrad, type Tensor } from '@spikegrad/core';
import { sequence, type Module, type Monitor } from '@spikegrad/nn';
import { RunningSum } from './runningSum.js';

/**
 * The sum of a network's outputs over a sequence in evaluation, `[N, classes]`; its largest entry is the prediction. The model is
 * left in the mode it was in.
 *
 * @param step gives the output of step `t`
 */
export function predict(
  model: Module,
  steps: number,
  step: (t: number) => Tensor,
  { monitor = null }: { readonly monitor?: Monitor | null } = {},
): Tensor {
  const wasTraining = model.training;
  const logits = new RunningSum();
  model.eval();
  try {
    noGrad(() => sequence(model, steps, (t) => logits.add(step(t)), { monitor }));
  } finally {
    model.train(wasTraining);
  }
  return logits.dividedBy(1);
}
