import config from './jest.config.js';

/** The slow tests with processes of MPI: `npm run check:mpi`. */
export default { ...config, testMatch: ['**/*.mpi.ts'] };
