export { MpiError } from './library/errors.js';
export { isLaunched, mpi, type MpiOptions } from './world/mpi.js';
export { launchOf, type Launch } from './library/launch.js';
export { alone, type World } from '@spikegrad/nn';
