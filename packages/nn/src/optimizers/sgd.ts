import { checkNoOthers, checkOptions, elementwise, ValueError, type Tensor } from '@spikegrad/core';
import type { Parameter } from '../module/parameter.js';
import { Optimizer, type Slots } from './optimizer.js';

/** @see SGD */
export interface SGDOptions {
  /** @defaultValue `0.1` */
  readonly learningRate?: number;
  /** Momentum, the factor of the previous velocity. @defaultValue `0` */
  readonly momentum?: number;
  /** Nesterov momentum. @defaultValue `false` */
  readonly nesterov?: boolean;
  /** L2 weight decay: the value times this factor is added to the gradient. @defaultValue `0` */
  readonly weightDecay?: number;
}

const scalars = ['rate', 'momentum', 'decay'] as const;

const plain = elementwise('sgd', ['p', 'g'], ['rate', 'decay'], ({ p, g, rate, decay }) =>
  p.sub(rate.mul(g.add(decay.mul(p)))),
);

const rolling = elementwise('sgd momentum', ['p', 'g', 'v'], scalars, ({ p, g, v, rate, momentum, decay }) => {
  const velocity = momentum.mul(v).add(g.add(decay.mul(p)));
  return { value: p.sub(rate.mul(velocity)), velocity };
});

const ahead = elementwise('sgd nesterov', ['p', 'g', 'v'], scalars, ({ p, g, v, rate, momentum, decay }) => {
  const gradient = g.add(decay.mul(p));
  const velocity = momentum.mul(v).add(gradient);
  return { value: p.sub(rate.mul(gradient.add(momentum.mul(velocity)))), velocity };
});

/** Stochastic gradient descent: `v ← m v + (g + d p)`, `p ← p − η v`. */
export class SGD extends Optimizer {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;

  constructor(parameters: readonly Parameter[], options: SGDOptions = {}) {
    const {
      learningRate = 0.1,
      momentum = 0,
      nesterov = false,
      weightDecay = 0,
      ...others
    } = checkOptions(new.target.name, options);
    super(parameters, learningRate);
    checkNoOthers(new.target.name, others);
    this.checkSetting('momentum', momentum);
    this.checkSetting('weightDecay', weightDecay);
    if (nesterov && momentum === 0) throw new ValueError('SGD', 'momentum above 0 with nesterov', String(momentum));
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
  }

  protected override get slotNames(): readonly string[] {
    return this.momentum === 0 ? [] : ['velocity'];
  }

  protected override update(p: Parameter, g: Tensor, { velocity: v }: Slots): { value: Tensor; slots: Slots } {
    const settings = { rate: this.learningRate, momentum: this.momentum, decay: this.weightDecay };
    if (!v) return { value: plain({ p, g }, settings), slots: {} };
    const { value, velocity } = (this.nesterov ? ahead : rolling)({ p, g, v }, settings);
    return { value, slots: { velocity } };
  }
}
