import { SpikegradError } from '@spikegrad/core';

/** Weights that are not those of the network they were taken for, or of none there is. */
export class ReleasedError extends SpikegradError {}
