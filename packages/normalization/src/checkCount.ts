import { ShapeError, formatShape, type Tensor } from '@spikegrad/core';
import type { Module } from '@spikegrad/nn';

/**
 * Refuses to learn from one value a channel: it has no deviation, and the gradient of what is normalised by itself is 0.
 *
 * @throws ShapeError
 */
export function checkCount({ constructor: { name } }: Module, x: Tensor, channels = x.shape[1]!): void {
  if (x.size !== channels) return;
  throw new ShapeError(
    name,
    'more than one value a channel to learn from: larger batches (dropLast of batches leaves out a last one of one sample), or eval()',
    `one, of ${formatShape(x.shape)}`,
  );
}
