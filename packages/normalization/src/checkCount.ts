import { ShapeError, formatShape, type Tensor } from '@spikegrad/core';
import type { BatchParts, Module } from '@spikegrad/nn';
import { globalCount } from './acrossRanks.js';

/**
 * Checks that a training step has more than one value per channel. One value has no deviation, and its normalised value
 * has a gradient of 0.
 *
 * @throws ShapeError
 */
export function checkCount(
  { constructor: { name } }: Module,
  x: Tensor,
  parts: BatchParts | null,
  channels = x.shape[1]!,
): void {
  if (globalCount(x.size, parts) !== channels) return;
  throw new ShapeError(
    name,
    'more than one value per channel in training: larger batches (dropLast of batches drops a last batch of one sample), or eval()',
    `one, of ${formatShape(x.shape)}`,
  );
}
