import { checkNoOthers, checkOptions, elementwise, ValueError, type Tensor } from '@spikegrad/core';
import type { Parameter } from '../module/parameter.js';
import { Optimizer, type Slots } from './optimizer.js';
import { powersOf } from './powersOf.js';

/** @see Adam */
export interface AdamOptions {
  /** @defaultValue `0.001` */
  readonly learningRate?: number;
  /** Decay rates β₁ and β₂ of the running mean and of the running square. @defaultValue `[0.9, 0.999]` */
  readonly betas?: readonly [number, number];
  /** ε, added to the root of the running square. @defaultValue `1e-8` */
  readonly epsilon?: number;
  /** @defaultValue `0` for Adam (L2), `0.01` for AdamW (decoupled) */
  readonly weightDecay?: number;
}

const move = elementwise(
  'adam',
  ['p', 'g', 'm', 's'],
  ['rate', 'first', 'second', 'firstShare', 'secondShare', 'epsilon', 'coupled', 'decoupled'],
  ({ p, g, m, s, rate, first, second, firstShare, secondShare, epsilon, coupled, decoupled }) => {
    const gradient = g.add(coupled.mul(p));
    const mean = first.mul(m).add(firstShare.mul(gradient));
    const square = second.mul(s).add(secondShare.mul(gradient).mul(gradient));
    const step = mean.div(square.sqrt().add(epsilon));
    return { value: p.sub(decoupled.mul(p)).sub(rate.mul(step)), mean, square };
  },
);

/**
 * Adam with bias correction.
 *
 * @see Kingma and Ba, Adam: A Method for Stochastic Optimization (ICLR 2015)
 */
export class Adam extends Optimizer {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
  protected readonly decoupled: boolean = false;
  protected override readonly slotNames = ['mean', 'square'];
  private readonly powers: readonly [first: (step: number) => number, second: (step: number) => number];

  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    const {
      learningRate = 1e-3,
      betas = [0.9, 0.999],
      epsilon = 1e-8,
      weightDecay = 0,
      ...others
    } = checkOptions(new.target.name, options);
    super(parameters, learningRate);
    checkNoOthers(new.target.name, others);
    betas.forEach((beta, i) => this.checkSetting(`betas[${i}]`, beta, 1));
    if (!(epsilon > 0 && epsilon < Infinity))
      throw new ValueError(this.constructor.name, 'epsilon above 0', String(epsilon));
    this.checkSetting('weightDecay', weightDecay);
    this.betas = betas;
    this.powers = [powersOf(betas[0]), powersOf(betas[1])];
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
  }

  protected override update(
    p: Parameter,
    g: Tensor,
    { mean: m, square: s }: Slots,
    step: number,
  ): { value: Tensor; slots: Slots } {
    const [first, second] = this.betas;
    const [firstPower, secondPower] = this.powers;
    // Both corrections in two scalars: η/(1−β₁ᵗ) · m/(√(s/(1−β₂ᵗ)) + ε) = rate · m/(√s + ε√(1−β₂ᵗ)).
    const root = Math.sqrt(1 - secondPower(step));
    const { value, mean, square } = move(
      { p, g, m: m!, s: s! },
      {
        rate: (this.learningRate * root) / (1 - firstPower(step)),
        epsilon: this.epsilon * root,
        ...{ first, second, firstShare: 1 - first, secondShare: 1 - second },
        coupled: this.decoupled ? 0 : this.weightDecay,
        decoupled: this.decoupled ? this.learningRate * this.weightDecay : 0,
      },
    );
    return { value, slots: { mean, square } };
  }
}

/**
 * Adam with decoupled weight decay: it acts on the value and not through the gradient. @see Loshchilov and Hutter (ICLR
 * 2019)
 */
export class AdamW extends Adam {
  protected override readonly decoupled = true;

  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    super(parameters, { weightDecay: 0.01, ...checkOptions('AdamW', options) });
  }
}
