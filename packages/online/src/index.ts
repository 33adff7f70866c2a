export type { LearningRule, TrainingBatch, BatchResult, StepResult, MultiStep } from './learningRule.js';
export type { Update } from './stepwise.js';
export { online, type OnlineOptions } from './online.js';
export { ottt, type OTTTOptions } from './ottt.js';
export { ndot, type NDOTOptions, type NDOTVariant } from './ndot.js';
export { slttK, type SLTTKOptions } from './slttK.js';
export { bptt } from './bptt.js';
export { predict, type PredictOptions } from './predict.js';
