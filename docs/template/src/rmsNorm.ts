import { formatShape, ones, perChannel, ShapeError, ValueError, type DType, type Tensor } from '@spikegrad/core';
import { Module, Parameter } from '@spikegrad/nn';

/** @see RMSNorm */
export interface RMSNormOptions {
  /** Added to the mean square. @defaultValue `1e-4` */
  readonly epsilon?: number;
  /** @defaultValue `'float32'` */
  readonly dtype?: DType;
}

/**
 * `y = γ x / √(mean(x²) + ε)`, the mean over all of a sample at one step. It needs no batch and no running statistics, so it computes the
 * same in training and in evaluation.
 */
export class RMSNorm extends Module {
  readonly channels: number;
  readonly epsilon: number;
  /** γ, one for each channel; 1 at first. */
  readonly gamma: Parameter;

  constructor(channels: number, { epsilon = 1e-4, dtype = 'float32' }: RMSNormOptions = {}) {
    super();
    if (!(epsilon > 0)) throw new ValueError('RMSNorm', 'an epsilon above 0', String(epsilon));
    this.channels = channels;
    this.epsilon = epsilon;
    this.gamma = new Parameter(ones([channels], { dtype }));
  }

  /** `[N, C, …]` to `[N, C, …]`. */
  override forward(x: Tensor): Tensor {
    if (x.shape[1] !== this.channels) throw new ShapeError('RMSNorm', `[N, ${this.channels}, …]`, formatShape(x.shape));
    const sample = x.shape.slice(1).map((_, i) => i + 1);
    const meanSquare = x.mul(x).mean(sample, { keepAxes: true });
    return x.div(meanSquare.add(this.epsilon).sqrt()).mul(perChannel(this.gamma, x));
  }
}
