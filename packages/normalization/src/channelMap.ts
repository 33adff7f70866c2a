import { channelAffine, elementwise, type Tensor } from '@spikegrad/core';

/** One scale and one shift per channel, `[C]` each. */
export interface ChannelMap {
  readonly scale: Tensor;
  readonly shift: Tensor;
}

/** Statistics for normalising a value, `[C]` each. */
export interface Transformation {
  readonly centre: Tensor;
  readonly inverse: Tensor;
}

/** Parameters and statistics of an affine norm, `[C]` each. */
export interface AffineNorm extends Transformation {
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

/** `γ (x − centre) · inverse + β` as a channel map. Training and evaluation share it, so that their values agree to the bit. */
export function channelMapOf({ gamma, beta, centre, inverse }: AffineNorm): ChannelMap {
  const scale = gamma.mul(inverse);
  return { scale, shift: beta.sub(scale.mul(centre)) };
}

/** `γ (x − centre) · inverse + β` of `x` `[N, C, …]`. */
export function normalised(x: Tensor, norm: AffineNorm): Tensor {
  const { scale, shift } = channelMapOf(norm);
  return channelAffine(x, scale, shift);
}

const inverseRoot = elementwise('inverse deviation', ['variance'], ['epsilon'], ({ variance, epsilon }) =>
  variance.add(epsilon).pow(-0.5),
);

/** `1/√(σ² + ε)`. */
export const inverseDeviationOf = (variance: Tensor, epsilon: number): Tensor => inverseRoot({ variance }, { epsilon });
