import { tensor, type Nested, type Tensor } from '@spikegrad/core';

/** A float64 tensor. */
export const double = (values: Nested, requiresGrad = false): Tensor =>
  tensor(values, { dtype: 'float64', requiresGrad });

export const list = (x: Tensor | null): readonly number[] => Array.from(x!.dataSync());
