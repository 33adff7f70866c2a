import { tensor, type CreateOptions, type Nested, type Tensor } from '@spikegrad/core';

/** The values of a tensor on the host. */
export const read = (x: Tensor): number[] => Array.from(x.dataSync());

/** A float64 tensor from nested arrays. */
export const doubles = (values: Nested, options: CreateOptions = {}): Tensor =>
  tensor(values, { ...options, dtype: 'float64' });

/** A float64 leaf that requires its gradient. */
export const leaf = (values: Nested): Tensor => doubles(values, { requiresGrad: true });
