import type { Tensor } from '@spikegrad/core';
import { releaseExcept } from './releaseExcept.js';
import { Module } from './module.js';

/** Passes a signal to a submodule: one step, or all steps. */
export type ForwardPart = (part: Module, x: Tensor) => Tensor;

const oneStep: ForwardPart = (part, x) => part.forward(x);
const allSteps: ForwardPart = (part, x) => part.forwardSequence(x);

/**
 * A module that only combines submodules. Its data flow is written once, for one step and for all steps in one call.
 */
export abstract class Composite extends Module {
  /** The output for `x`. Operations between submodules must be valid for one frame and for many, such as a sum. */
  protected abstract run(x: Tensor, pass: ForwardPart): Tensor;

  override forward(x: Tensor): Tensor {
    return this.run(x, oneStep);
  }

  override forwardSequence(x: Tensor): Tensor {
    return this.run(x, allSteps);
  }

  /** Applies submodules in order. Only gradients read the signals between them, so these are released. */
  protected chain(parts: readonly Module[], x: Tensor, pass: ForwardPart): Tensor {
    return parts.reduce((signal, part) => {
      const next = pass(part, signal);
      releaseExcept([signal], [x, next]);
      return next;
    }, x);
  }
}
