import { ValueError } from '@spikegrad/core';
import { Module } from '../module/module.js';
import { mapSignal, type Signal } from '../module/signal.js';

/** Multiplies by a fixed number. */
export class Scale extends Module {
  readonly factor: number;

  constructor(factor: number) {
    super();
    if (!Number.isFinite(factor)) throw new ValueError('Scale', 'a finite factor', String(factor));
    this.factor = factor;
  }

  override forward(x: Signal): Signal {
    return mapSignal(x, (each) => each.mul(this.factor));
  }
}
