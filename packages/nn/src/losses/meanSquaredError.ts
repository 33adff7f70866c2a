import { sameShape, ShapeError, formatShape, type Tensor } from '@spikegrad/core';

/** Mean over all entries of `(prediction − target)²`; a scalar. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new ShapeError(
      'meanSquaredError',
      `a target of shape ${formatShape(prediction.shape)}`,
      formatShape(target.shape),
    );
  }
  const difference = prediction.sub(target);
  return difference.mul(difference).mean();
}
