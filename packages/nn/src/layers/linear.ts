import { linear, type CreateOptions, type Random, type Shape, type Tensor } from '@spikegrad/core';
import { uniformFanIn, type Initialiser } from '../initialise.js';
import { Module } from '../module.js';
import { Parameter } from '../parameter.js';
import { presynapticOf, type Signal } from '../signal.js';

/** What every synapse takes. */
export interface SynapseOptions extends Omit<CreateOptions, 'requiresGrad'> {
  /** Where first values come from. */
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

  constructor(
    inputs: number,
    outputs: number,
    { random, bias = true, initialWeight, initialBias, ...options }: SynapseOptions,
  ) {
    super();
    this.weight = new Parameter((initialWeight ?? uniformFanIn)(random, [outputs, inputs], options));
    this.bias = bias ? new Parameter(biasOf(initialBias, random, [outputs], inputs, options)) : null;
  }

  override forward(x: Signal): Tensor {
    return linear(x, this.weight, this.bias, presynapticOf(x));
  }

  /** Multiply-adds for one input. */
  macs(): number {
    return this.weight.size;
  }
}

/** A bias by its own initialiser, or uniform in ±1/√fan-in of the weight it belongs to. */
export function biasOf(
  own: Initialiser | undefined,
  random: Random,
  shape: Shape,
  fanIn: number,
  options: CreateOptions,
): Tensor {
  if (own) return own(random, shape, options);
  const bound = 1 / Math.sqrt(fanIn);
  return random.uniform(shape, { low: -bound, high: bound, ...options });
}
