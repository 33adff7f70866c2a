import { sameShape, ShapeError, show, type Tensor } from '@spikegrad/core';

/** Mean over all entries of `(prediction − target)²`; a scalar. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new ShapeError('meanSquaredError', `a target of shape ${show(prediction.shape)}`, show(target.shape));
  }
  const difference = prediction.sub(target);
  return difference.mul(difference).mean();
}
