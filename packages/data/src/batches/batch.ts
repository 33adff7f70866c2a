import type { Tensor } from '@spikegrad/core';

/** Samples as a network takes them. The tensors live until the next batch is taken or the loop ends. */
export interface Batch {
  /** `[N, C, H, W]`, or `[T, N, C, H, W]` where samples have frames. */
  readonly image: Tensor;
  /** `[N]`, class indices. */
  readonly label: Tensor;
  /** Which samples of the dataset these are. */
  readonly indices: Uint32Array;
}
