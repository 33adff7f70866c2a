import config from './jest.config.js';

/** What needs WebGPU in Node: `npm run test:gpu` says where it comes from. */
export default {
  ...config,
  testMatch: ['<rootDir>/packages/gpu/test/node/*.gpu.ts'],
  testEnvironment: '<rootDir>/packages/gpu/test/node/webgpuEnvironment.mjs',
};
