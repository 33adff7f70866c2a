import {
  checkPlacement,
  linear,
  sizeOf,
  type CreateOptions,
  type Random,
  type Shape,
  type Tensor,
} from '@spikegrad/core';
import { biasFor, checkRandom, initialParameter, uniformFanIn, type Initialiser } from './initialise.js';
import { Module } from '../module/module.js';
import type { Parameter } from '../module/parameter.js';
import { presynapticOf, type Signal } from '../module/signal.js';
import { checkInteger } from './checkInteger.js';

/** Options of every synapse. */
export interface SynapseOptions extends Omit<CreateOptions, 'requiresGrad'> {
  /** Generator of the initial values. */
  readonly random: Random;
  /** Whether there is a bias. @defaultValue `true` */
  readonly bias?: boolean;
  /** @defaultValue uniform in ±1/√fan-in */
  readonly initialWeight?: Initialiser;
  /** @defaultValue uniform in ±1/√fan-in of the weight */
  readonly initialBias?: Initialiser;
}

/** `y = x wᵀ + b`; weight `[out, in]`, bias `[out]`. */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(inputs: number, outputs: number, options: SynapseOptions) {
    super();
    checkRandom('Linear', options);
    const { random, bias = true, initialWeight, initialBias, ...rest } = options;
    const create = checkPlacement('Linear', rest);
    checkInteger('Linear inputs', inputs, 1);
    checkInteger('Linear outputs', outputs, 1);
    this.weight = initialParameter('Linear weight', initialWeight ?? uniformFanIn, random, [outputs, inputs], create);
    this.bias = bias
      ? initialParameter('Linear bias', initialBias ?? biasFor([outputs, inputs]), random, [outputs], create)
      : null;
  }

  override forward(x: Signal): Tensor {
    return linear(x, this.weight, this.bias, presynapticOf(x));
  }

  /** Multiply-adds for one input of a batch. */
  macs(input: Shape = []): number {
    return this.weight.size * sizeOf(input.slice(1, -1));
  }
}
