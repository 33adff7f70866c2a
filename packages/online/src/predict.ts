import { checkNoOthers, type Tensor } from '@spikegrad/core';
import { inEvaluation, sequence, type Module, type Monitor } from '@spikegrad/nn';
import { RunningSum } from './runningSum.js';

/** @see predict */
export interface PredictOptions {
  /** Records rates, thresholds and similar values. @defaultValue none */
  readonly monitor?: Monitor | null;
}

/**
 * The sum of a network's outputs over a sequence in evaluation, `[N, classes]`; its largest entry is the prediction.
 * Afterwards every module has its previous mode.
 *
 * @param step gives the output of step `t`
 */
export function predict(
  model: Module,
  steps: number,
  step: (t: number) => Tensor,
  { monitor = null, ...others }: PredictOptions = {},
): Tensor {
  checkNoOthers('predict', others);
  const logits = new RunningSum();
  try {
    inEvaluation(model, () => sequence(model, steps, (t) => logits.add(step(t)), { monitor }));
    return logits.dividedBy(1);
  } finally {
    logits.dispose();
  }
}
