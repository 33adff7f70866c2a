import { ones, ValueError, variance, type Tensor } from '@spikegrad/core';
import { Parameter } from '../module/parameter.js';
import { Conv2d, type Conv2dLayerOptions } from './conv2d.js';

/**
 * Convolution with scaled weight standardisation: `Ŵ = g · (W − mean) / √(var · fan-in + ε)` for each output channel, `var`
 * unbiased, `ε = 1e-4`, `g` learned from 1.
 *
 * @see Brock et al., Characterizing signal propagation to close the performance gap in unnormalized ResNets (ICLR 2021)
 */
export class WSConv2d extends Conv2d {
  readonly gain: Parameter;

  constructor(inputs: number, outputs: number, kernel: number, options: Conv2dLayerOptions) {
    super(inputs, outputs, kernel, options);
    const { backend, dtype, size } = this.weight;
    if (size === outputs)
      throw new ValueError('WSConv2d', 'at least two weights per output', 'one, which has no variance');
    this.gain = new Parameter(ones([outputs, 1, 1, 1], { backend, dtype }));
  }

  protected override kernel(): Tensor {
    const { weight, gain } = this;
    const each = [1, 2, 3];
    const spread = variance(weight, each, { correction: 1, keepAxes: true });
    const fanIn = weight.size / weight.shape[0]!;
    return weight
      .sub(weight.mean(each, { keepAxes: true }))
      .div(spread.mul(fanIn).add(1e-4).sqrt())
      .mul(gain);
  }
}
