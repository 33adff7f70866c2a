import { SpikegradError } from '@spikegrad/core';
import { NonFiniteError } from '@spikegrad/nn';
import type { Iteration } from './iterations.js';

/** Whether the loss or the weights are no finite numbers: the iterations after such a one train nothing. */
export const hasDiverged = ({ loss, notFinite = [] }: Pick<Iteration, 'loss' | 'notFinite'>): boolean =>
  !Number.isFinite(loss) || notFinite.length > 0;

/** Training whose loss is not a number, or whose weights are not finite. */
export class DivergedError extends SpikegradError {
  constructor({ iteration, loss, notFinite = [] }: Pick<Iteration, 'iteration' | 'loss' | 'notFinite'>) {
    const who = `iteration ${iteration + 1}`;
    const advice = 'try a lower learning rate';
    if (notFinite.length === 0) super(who, `a loss that is a number (${advice})`, String(loss));
    else super(who, `weights that are finite (${advice})`, new NonFiniteError(who, notFinite).received);
  }
}
