export { Parameter, Buffer } from './parameter.js';
export { State } from './state.js';
export { Pending } from './pending.js';
export { HiddenParameterError, SequenceError, StateDictError, type StateDictProblems } from './errors.js';
export { Module, type Found } from './module.js';
export { asOneBatch, stepThrough } from './steps.js';
export { Temporal, type SequenceContext } from './temporal.js';
export type { Trace, Traced, TraceInput } from './trace.js';
export { addSignals, alongside, presynapticOf, signal, type Signal } from './signal.js';
export { Threshold } from './threshold.js';
export { expectFinite, NotFiniteError } from './finite.js';
export { DivergedWeightsError, Monitor, type Distributions, type MonitorOptions, type Readings } from './monitor.js';
export { distributionEdges, type Distribution } from './distribution.js';
export { forwardSequence, sequence, type SequenceOptions } from './sequence.js';
export { inEvaluation } from './inEvaluation.js';
export { Composite, type Pass } from './composite.js';
export { Sequential } from './sequential.js';
export { constant, kaimingFanOut, normal, uniformFanIn, type Initialiser } from './initialise.js';
export { Linear, type SynapseOptions } from './layers/linear.js';
export { Conv2d, type Conv2dLayerOptions, type Conv2dWindow } from './layers/conv2d.js';
export { WSConv2d } from './layers/wsConv2d.js';
export { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from './layers/pool2d.js';
export { Flatten } from './layers/flatten.js';
export { Scale } from './layers/scale.js';
export { ChannelAffine } from './layers/channelAffine.js';
export { Dropout, masked, maskFor } from './layers/dropout.js';
export { PoissonEncoder } from './layers/poissonEncoder.js';
export { crossEntropy } from './losses/crossEntropy.js';
export { meanSquaredError } from './losses/meanSquaredError.js';
export { onlineLoss, type OnlineLossOptions } from './losses/onlineLoss.js';
export { Optimizer, type Slots } from './optimizers/optimizer.js';
export { SGD, type SGDOptions } from './optimizers/sgd.js';
export { Adam, AdamW, type AdamOptions } from './optimizers/adam.js';
export { cosine, stepDecay, warmUp, type Schedule } from './optimizers/schedule.js';
export { clipGradientNorm, clipGradientValue } from './optimizers/clip.js';
export {
  loadStateDict,
  stateDict,
  type HostDict,
  type LoadOptions,
  type StateDict,
  type StateEntry,
} from './stateDict.js';
export { carriedState, loadCarriedState, type CarriedState } from './carriedState.js';
export { dataflow, type FlowNode } from './dataflow.js';
export { formatSummary, summary, type Summary, type SummaryRow } from './summary.js';
export { decodeSafetensors } from './safetensors/decode.js';
export { encodeSafetensors } from './safetensors/encode.js';
export type { SafetensorsEntry, SafetensorsFile } from './safetensors/entry.js';
export type { SafetensorsArrays, SafetensorsDType } from './safetensors/dtypes.js';
export { decodeModel, encodeModel, fromSafetensors, toSafetensors } from './modelFile.js';
