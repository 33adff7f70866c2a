import { conv2d, ValueError, type Conv2dOptions, type Shape, type Tensor } from '@spikegrad/core';
import { uniformFanIn } from '../initialise.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { presynapticOf, type Signal } from '../signal.js';
import { biasOf, type SynapseOptions } from './linear.js';

type Window = Omit<Conv2dOptions, 'presynaptic'>;

/** Everything a convolution takes besides its sizes. */
export type Conv2dLayerOptions = SynapseOptions & Window;

/** 2-D convolution of `[N, C, H, W]`; weight `[out, in / groups, kernel, kernel]`, bias `[out]`. */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly window: Window;

  constructor(inputs: number, outputs: number, kernel: number, options: Conv2dLayerOptions) {
    super();
    const {
      random,
      bias = true,
      initialWeight,
      initialBias,
      stride,
      padding,
      dilation,
      groups = 1,
      ...create
    } = options;
    if (inputs % groups !== 0) throw new ValueError('Conv2d', `groups that divide ${inputs} channels`, String(groups));
    const shape = [outputs, inputs / groups, kernel, kernel];
    this.weight = new Parameter((initialWeight ?? uniformFanIn)(random, shape, create));
    this.bias = bias
      ? new Parameter(biasOf(initialBias, random, [outputs], shape[1]! * kernel * kernel, create))
      : null;
    this.window = { stride: stride ?? 1, padding: padding ?? 0, dilation: dilation ?? 1, groups };
  }

  override forward(x: Signal): Tensor {
    return conv2d(x, this.kernel(), this.bias, { ...this.window, ...presynapticOf(x) });
  }

  /** The weight that is really applied. */
  protected kernel(): Tensor {
    return this.weight;
  }

  /** Multiply-adds for one input of a batch. */
  macs(_input: Shape, output: Shape): number {
    return this.weight.size * output[2]! * output[3]!;
  }
}
