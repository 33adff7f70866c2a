import { elementwise, oneHot, ShapeError, formatShape, type Tensor } from '@spikegrad/core';

/**
 * `−mean log softmax(logits)[label]`.
 *
 * @param logits `[N, classes]` @param labels class indices `[N]`
 * @returns a scalar
 * @throws ShapeError, ValueError
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  return crossEntropyWith(logits, targetsOf('crossEntropy', logits, labels));
}

/** Cross entropy against targets `[N, classes]` of ones and zeros. */
export const crossEntropyWith = (logits: Tensor, targets: Tensor): Tensor =>
  chosen({ targets, x: logits.logSoftmax(1) })
    .sum()
    .div(-logits.shape[0]!);

/** Only the entries of the targets: an impossible class has −∞, and −∞ times 0 is NaN. */
const chosen = elementwise('crossEntropy', ['targets', 'x'], [], ({ targets, x }) => targets.where(x, 0));

/** `[N, classes]` of ones and zeros for labels `[N]`. @throws ShapeError; ValueError for labels that are not classes */
export function targetsOf(who: string, logits: Tensor, labels: Tensor): Tensor {
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== logits.shape[0] || logits.size === 0) {
    throw new ShapeError(
      who,
      'logits [N, classes] and labels [N], N ≥ 1',
      `${formatShape(logits.shape)} and ${formatShape(labels.shape)}`,
    );
  }
  return oneHot(labels, logits.shape[1]!);
}
