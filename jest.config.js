/** Tests run the sources, not the build; the packed tarballs are checked by `npm run check:packages`. */
export default {
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/docs/template/'], // it has a runner of its own
  setupFiles: ['<rootDir>/tools/jest/properties.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/tools/jest/transform.mjs',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: {
    '^@spikegrad/core/arbitraries$': '<rootDir>/packages/core/src/testing/arbitraries.ts',
    '^@spikegrad/core/testing$': '<rootDir>/packages/core/src/testing/index.ts',
    '^@spikegrad/wasm/kernels$': '<rootDir>/packages/wasm/src/kernels.ts',
    '^@spikegrad/data/workers$': '<rootDir>/packages/data/src/workers/index.ts',
    '^@spikegrad/([^/]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  maxWorkers: '100%', // jest keeps a core free, which is half of two
  testTimeout: 120_000, // for what hangs: a busy machine may take its time
  workerGracefulExitTimeout: 10_000, // a process that held a gigabyte takes more than the half second that jest grants
  coverageProvider: 'v8',
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
};
