import { SpikegradError } from '@spikegrad/core';

/** MPI is missing, does not fit the launcher, or a call of it failed. */
export class MpiError extends SpikegradError {}
