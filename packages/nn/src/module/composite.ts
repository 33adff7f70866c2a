import type { Tensor } from '@spikegrad/core';
import { releaseExcept } from './releaseExcept.js';
import { Module } from './module.js';

/** How a composite hands a signal to one of its parts: one step of it, or all. */
export type ForwardPart = (part: Module, x: Tensor) => Tensor;

const oneStep: ForwardPart = (part, x) => part.forward(x);
const allSteps: ForwardPart = (part, x) => part.forwardSequence(x);

/** A module that is nothing but its parts. How a signal runs through them is written once, for one step and for all steps in one call. */
export abstract class Composite extends Module {
  /** What comes of `x`; between parts there may stand whatever holds for one frame and for many, such as a sum. */
  protected abstract run(x: Tensor, pass: ForwardPart): Tensor;

  override forward(x: Tensor): Tensor {
    return this.run(x, oneStep);
  }

  override forwardSequence(x: Tensor): Tensor {
    return this.run(x, allSteps);
  }

  /** Parts one after the other. Nobody else sees the signals between them: they are released. */
  protected chain(parts: readonly Module[], x: Tensor, pass: ForwardPart): Tensor {
    return parts.reduce((signal, part) => {
      const next = pass(part, signal);
      releaseExcept([signal], [x, next]);
      return next;
    }, x);
  }
}
