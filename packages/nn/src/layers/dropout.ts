import { checkNoOthers, elementwise, ValueError, type Random, type Tensor } from '@spikegrad/core';
import { State } from '../module/state.js';
import type { BatchParts } from '../parallel/batchParts.js';
import { drawRows } from '../parallel/drawRows.js';
import { Temporal } from '../sequence/temporal.js';
import { mapSignal, type Signal } from '../module/signal.js';

/**
 * Zeros each value with probability `p` and scales the others by `1/(1 − p)`, while training. The mask is drawn at the first step
 * and kept for the sequence, so that a trace through it stays exact.
 */
export class Dropout extends Temporal {
  readonly p: number;
  readonly random: Random;
  private readonly mask = new State();

  constructor(p: number, { random, ...others }: { readonly random: Random }) {
    super();
    checkNoOthers('Dropout', others);
    if (!(p >= 0 && p < 1)) throw new ValueError('Dropout', 'a probability of at least 0 and below 1', String(p));
    this.p = p;
    this.random = random;
  }

  override forward(x: Signal): Tensor {
    if (!this.training || this.p === 0) return x;
    this.nextStep();
    this.mask.value ??= dropoutMask(x, this.p, this.random, this.sequence.parts);
    const mask = this.mask.value;
    return mapSignal(x, (each) => applyMask(each, mask));
  }
}

const maskedOp = elementwise('dropout', ['x', 'mask'], [], ({ x, mask }) => mask.where(x.mul(mask), 0));

/** `x · mask`, and 0 where the mask is 0, also for NaN and Infinity. */
export const applyMask = (x: Tensor, mask: Tensor): Tensor => maskedOp({ x, mask });

/** `Bernoulli(1 − p) / (1 − p)` for each value of `x`. @param parts those of the batch on several ranks */
export const dropoutMask = (x: Tensor, p: number, random: Random, parts: BatchParts | null = null): Tensor =>
  drawRows(random, parts, x, () => random.bernoulli(1 - p, x.shape, { backend: x.backend, dtype: x.dtype })).div(1 - p);
