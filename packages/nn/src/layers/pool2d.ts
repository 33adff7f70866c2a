import { checkNoOthers, ValueError, type Pool2dOptions, type Tensor } from '@spikegrad/core';
import { Module } from '../module/module.js';
import { mapSignal, type Signal } from '../module/signal.js';
import { checkInteger } from './checkInteger.js';

/** Mean of each window. */
export class AvgPool2d extends Module {
  readonly kernel: number;
  readonly options: Pool2dOptions;

  constructor(kernel: number, options: Pool2dOptions = {}) {
    super();
    checkWindow(this.constructor.name, kernel, options);
    this.kernel = kernel;
    this.options = options;
  }

  override forward(x: Signal): Signal {
    return mapSignal(x, (each) => each.avgPool2d(this.kernel, this.options));
  }
}

/**
 * Largest entry of each window. It fails for an input with a presynaptic trace: the largest of sums is not the sum of
 * the largest.
 */
export class MaxPool2d extends Module {
  readonly kernel: number;
  readonly options: Pool2dOptions;

  constructor(kernel: number, options: Pool2dOptions = {}) {
    super();
    checkWindow(this.constructor.name, kernel, options);
    this.kernel = kernel;
    this.options = options;
  }

  override forward(x: Signal): Tensor {
    if (x.presynaptic) {
      throw new ValueError(
        'MaxPool2d',
        'an input without a trace, or AvgPool2d in its place',
        'a presynaptic trace (OTTT, NDOT)',
      );
    }
    return x.maxPool2d(this.kernel, this.options);
  }
}

/** Averages to `size × size`; 1 is the global average. */
export class AdaptiveAvgPool2d extends Module {
  readonly size: number;

  constructor(size: number) {
    super();
    checkInteger('AdaptiveAvgPool2d', size, 1);
    this.size = size;
  }

  override forward(x: Signal): Signal {
    return mapSignal(x, (each) => each.adaptiveAvgPool2d(this.size));
  }
}

function checkWindow(who: string, kernel: number, { stride = 1, padding = 0, ...others }: Pool2dOptions): void {
  checkNoOthers(who, others);
  checkInteger(`${who} kernel`, kernel, 1);
  checkInteger(`${who} stride`, stride, 1);
  checkInteger(`${who} padding`, padding, 0);
}
