import type { Tensor } from '@spikegrad/core';

/** A batch for a network. The tensors are freed when the next batch is taken or the loop ends. */
export interface Batch {
  /** `[N, C, H, W]`, or `[T, N, C, H, W]` if samples have frames. */
  readonly image: Tensor;
  /** `[N]`, class indices. */
  readonly label: Tensor;
  /** The indices of the samples in the dataset. */
  readonly indices: Uint32Array;
  /** Number of samples of the whole batch, if this is the part of one process. @defaultValue N */
  readonly globalSize?: number;
}
