import type { Tensor } from '@spikegrad/core';

/**
 * A tensor that lives for one sequence: a membrane, a trace, an accumulator, a mask. `sequence` carries it from step to step,
 * takes it off the tape unless gradients flow through time, and empties it at the end. Never saved.
 */
export class State {
  value: Tensor | null = null;
}
