import { oneHot, ShapeError, show, type Tensor } from '@spikegrad/core';

/**
 * `−mean log softmax(logits)[label]`.
 *
 * @param logits `[N, classes]` @param labels class indices `[N]`
 * @returns a scalar
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  return logits
    .logSoftmax(1)
    .mul(targetsOf('crossEntropy', logits, labels))
    .sum()
    .div(-logits.shape[0]!);
}

/** `[N, classes]` of ones and zeros for labels `[N]`. @throws ShapeError */
export function targetsOf(who: string, logits: Tensor, labels: Tensor): Tensor {
  if (logits.rank !== 2 || labels.rank !== 1 || labels.shape[0] !== logits.shape[0] || logits.size === 0) {
    throw new ShapeError(
      who,
      'logits [N, classes] and labels [N], N ≥ 1',
      `${show(logits.shape)} and ${show(labels.shape)}`,
    );
  }
  return oneHot(labels, logits.shape[1]!);
}
