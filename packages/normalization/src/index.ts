export { RunningNorm, type Flush, type RunningNormOptions } from './runningNorm.js';
export { OSR, type GammaGradient, type OSROptions } from './osr.js';
export { VanillaNorm } from './vanillaNorm.js';
export { LinearNorm } from './linearNorm.js';
export { OTS, type OTSEvaluation, type OTSOptions } from './ots.js';
export { presets, type Preset } from './presets.js';
export { fold, type Synapse } from './fold.js';
export type { ChannelMap } from './channelMap.js';
