import { noGrad, scope, ShapeError, formatShape, type Tensor } from '@spikegrad/core';
import type { RunningNorm } from './runningNorm.js';

/** A synapse's weight `[out, in, …]` and bias `[out]`, `null` for none. */
export interface Synapse {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
}

/**
 * Folds a norm into the synapse before it. Returns `weight · γ/σ̂` and `(bias − μ̂) · γ/σ̂ + β`: with them the synapse
 * alone computes the same as both in evaluation. No other module may read the synapse's output. It uses the running
 * statistics in either mode: call it after training.
 *
 * @throws ShapeError if channels and outputs differ
 */
export function fold({ weight, bias }: Synapse, norm: RunningNorm): { readonly weight: Tensor; readonly bias: Tensor } {
  if (weight.shape[0] !== norm.channels)
    throw new ShapeError('fold', `${norm.channels} outputs`, formatShape(weight.shape));
  return scope(() =>
    noGrad(() => {
      const { scale, shift } = norm.affine();
      const each = scale.reshape([norm.channels, ...new Array<number>(weight.rank - 1).fill(1)]);
      return { weight: weight.mul(each), bias: bias ? bias.mul(scale).add(shift) : shift };
    }),
  );
}
