export { MpiError } from './errors.js';
export { isLaunched, mpi, type MpiOptions } from './mpi.js';
export { launchOf, type Launch } from './launch.js';
export { alone, type World } from '@spikegrad/nn';
