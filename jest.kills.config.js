import config from './jest.config.js';

/** Kills a run at every change of its files: `npm run check:kills`. */
export default { ...config, testMatch: ['**/killSweep.test.ts'], globals: { everyChange: true } };
