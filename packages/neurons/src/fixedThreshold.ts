import { full, ValueError, type Tensor } from '@spikegrad/core';
import { Threshold } from '@spikegrad/nn';

/** The same threshold at every step. */
export class FixedThreshold extends Threshold {
  override readonly initial: number;

  constructor(initial = 1) {
    super();
    if (!(initial > 0) || !Number.isFinite(initial))
      throw new ValueError('FixedThreshold', 'a number above 0', String(initial));
    this.initial = initial;
  }

  override at({ backend, dtype }: Tensor): Tensor {
    return full([], this.initial, { backend, dtype });
  }
}
