import { checkPlacement, conv2d, ValueError, type Conv2dOptions, type Shape, type Tensor } from '@spikegrad/core';
import { biasFor, checkRandom, initialParameter, uniformFanIn } from './initialise.js';
import { Module } from '../module/module.js';
import type { Parameter } from '../module/parameter.js';
import { presynapticOf, type Signal } from '../module/signal.js';
import { checkInteger } from './checkInteger.js';
import type { SynapseOptions } from './linear.js';

/** Window options of a convolution. */
export type Conv2dWindow = Omit<Conv2dOptions, 'presynaptic'>;

/** Options of a convolution besides its sizes. */
export type Conv2dLayerOptions = SynapseOptions & Conv2dWindow;

/** 2-D convolution of `[N, C, H, W]`; weight `[out, in / groups, kernel, kernel]`, bias `[out]`. */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly window: Conv2dWindow;

  constructor(inputs: number, outputs: number, kernel: number, options: Conv2dLayerOptions) {
    super();
    checkRandom(this.constructor.name, options);
    const {
      random,
      bias = true,
      initialWeight,
      initialBias,
      stride = 1,
      padding = 0,
      dilation = 1,
      groups = 1,
      ...rest
    } = options;
    const who = this.constructor.name;
    const create = checkPlacement(who, rest);
    for (const [what, value] of Object.entries({ inputs, outputs, kernel, stride, dilation, groups }))
      checkInteger(`${who} ${what}`, value, 1);
    checkInteger(`${who} padding`, padding, 0);
    if (inputs % groups !== 0 || outputs % groups !== 0)
      throw new ValueError(who, `groups that divide ${inputs} and ${outputs} channels`, String(groups));
    const shape = [outputs, inputs / groups, kernel, kernel];
    this.weight = initialParameter(`${who} weight`, initialWeight ?? uniformFanIn, random, shape, create);
    this.bias = bias ? initialParameter(`${who} bias`, initialBias ?? biasFor(shape), random, [outputs], create) : null;
    this.window = { stride, padding, dilation, groups };
  }

  override forward(x: Signal): Tensor {
    return conv2d(x, this.kernel(), this.bias, { ...this.window, ...presynapticOf(x) });
  }

  /** The weight that the convolution uses. */
  protected kernel(): Tensor {
    return this.weight;
  }

  /** Multiply-adds for one input of a batch. */
  macs(_input: Shape, output: Shape): number {
    return this.weight.size * output[2]! * output[3]!;
  }
}
