export { averagedTrace, type AveragedTraceOptions } from './averagedTrace.js';
export { directions, movingBars, size, steps, type Batch } from './movingBars.js';
export { RefractoryLIF, type RefractoryLIFOptions } from './refractoryLif.js';
export { RMSNorm, type RMSNormOptions } from './rmsNorm.js';
