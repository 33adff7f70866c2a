import { SpikegradError } from '@spikegrad/core';
import { NonFiniteError } from '@spikegrad/nn';
import type { Iteration } from './iterations.js';

/** Whether the loss or a weight is NaN or infinite: later iterations then cannot train. */
export const hasDiverged = ({ loss, notFinite = [] }: Pick<Iteration, 'loss' | 'notFinite'>): boolean =>
  !Number.isFinite(loss) || notFinite.length > 0;

/** Training with a loss of NaN or Infinity, or with such weights. */
export class DivergedError extends SpikegradError {
  constructor({ iteration, loss, notFinite = [] }: Pick<Iteration, 'iteration' | 'loss' | 'notFinite'>) {
    const who = `iteration ${iteration + 1}`;
    const advice = 'try a lower learning rate';
    if (notFinite.length === 0) super(who, `a finite loss (${advice})`, String(loss));
    else super(who, `finite weights (${advice})`, new NonFiniteError(who, notFinite).received);
  }
}
