import { SpikegradError } from '@spikegrad/core';

/** Weights that do not fit the expected network, or no known network. */
export class ReleasedError extends SpikegradError {}
