export {
  atan,
  erf,
  piecewiseExp,
  rectangle,
  sigmoid,
  softSign,
  superSpike,
  triangle,
  type Surrogate,
} from './surrogates.js';
export { fire, type FireResult, type Reset } from './fire.js';
export { defaultReset, defaultSurrogate, lifStep, type LifStepResult, type LifStepOptions } from './lifStep.js';
export { FixedThreshold } from './fixedThreshold.js';
export { Neuron, type NeuronOptions } from './neuron.js';
export { LIF, type LIFOptions } from './lif.js';
export { IF } from './if.js';
export { AdaptiveLIF, type AdaptiveLIFOptions } from './adaptiveLif.js';
export { ParametricLIF, type ParametricLIFOptions } from './parametricLif.js';
