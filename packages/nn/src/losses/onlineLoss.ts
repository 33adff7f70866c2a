import { checkNoOthers, ValueError, type Tensor } from '@spikegrad/core';
import { crossEntropyWith, targetsOf } from './crossEntropy.js';
import { meanSquaredError } from './meanSquaredError.js';

/** @see onlineLoss */
export interface OnlineLossOptions {
  /** α, the weight of the mean squared error against one-hot targets. @defaultValue `0.05` */
  readonly mseWeight?: number;
}

/**
 * The paper's loss of one step, before it is divided by T: `(1 − α) · CrossEntropy + α · MSE(logits, oneHot(labels))`.
 *
 * @param logits `[N, classes]` @param labels class indices `[N]`
 * @throws ShapeError, ValueError
 */
export function onlineLoss(logits: Tensor, labels: Tensor, options: OnlineLossOptions = {}): Tensor {
  const { mseWeight = 0.05, ...others } = options;
  checkNoOthers('onlineLoss', others);
  if (!(mseWeight >= 0 && mseWeight <= 1))
    throw new ValueError('onlineLoss', 'a weight from 0 to 1', String(mseWeight));
  const targets = targetsOf('onlineLoss', logits, labels);
  const classes = crossEntropyWith(logits, targets).mul(1 - mseWeight);
  return mseWeight === 0 ? classes : classes.add(meanSquaredError(logits, targets).mul(mseWeight));
}
