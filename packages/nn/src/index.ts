export { Parameter, Buffer } from './module/parameter.js';
export { State } from './module/state.js';
export { PendingUpdate } from './module/pendingUpdate.js';
export { HiddenParameterError, SequenceError, StateDictError, type StateDictProblems } from './errors.js';
export { Module, type Named } from './module/module.js';
export { stepsAsBatch, stepByStep } from './module/stepByStep.js';
export { averageBuffers } from './parallel/averageBuffers.js';
export { partsOf, type BatchParts, type Sync } from './parallel/batchParts.js';
export { drawRows } from './parallel/drawRows.js';
export { reduceGradients, reducing, type Updater } from './parallel/reduceGradients.js';
export { alone, type Numbers, type Reduction, type World } from './parallel/world.js';
export { Temporal, type SequenceContext } from './sequence/temporal.js';
export type { Trace, TraceState, TraceInput } from './sequence/trace.js';
export { addSignals, mapSignal, presynapticOf, signal, type Signal } from './module/signal.js';
export { Threshold } from './sequence/threshold.js';
export { expectFinite, NonFiniteError } from './module/finite.js';
export {
  DivergedWeightsError,
  Monitor,
  type Distributions,
  type MonitorOptions,
  type Readings,
} from './sequence/monitor.js';
export { distributionEdges, type Distribution } from './sequence/distribution.js';
export { forwardSequence, sequence, type SequenceOptions } from './sequence/sequence.js';
export { inEvaluation } from './summary/inEvaluation.js';
export { Composite, type ForwardPart } from './module/composite.js';
export { Sequential } from './module/sequential.js';
export { constant, kaimingFanOut, normal, uniformFanIn, type Initialiser } from './layers/initialise.js';
export { Linear, type SynapseOptions } from './layers/linear.js';
export { Conv2d, type Conv2dLayerOptions, type Conv2dWindow } from './layers/conv2d.js';
export { WSConv2d } from './layers/wsConv2d.js';
export { AdaptiveAvgPool2d, AvgPool2d, MaxPool2d } from './layers/pool2d.js';
export { Flatten } from './layers/flatten.js';
export { Scale } from './layers/scale.js';
export { ChannelAffine } from './layers/channelAffine.js';
export { Dropout, applyMask, dropoutMask } from './layers/dropout.js';
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
  type HostStateDict,
  type LoadOptions,
  type StateDict,
  type StateEntry,
} from './stateDict/stateDict.js';
export { resumeState, loadResumeState, type ResumeState } from './stateDict/resumeState.js';
export { dataflow, type FlowNode } from './summary/dataflow.js';
export { formatSummary, summary, type Summary, type SummaryRow } from './summary/summary.js';
export { decodeSafetensors } from './safetensors/decode.js';
export { encodeSafetensors } from './safetensors/encode.js';
export type { SafetensorsEntry, SafetensorsFile } from './safetensors/entry.js';
export type { SafetensorsArrays, SafetensorsDType } from './safetensors/dtypes.js';
export { decodeModel, encodeModel, fromSafetensors, toSafetensors } from './stateDict/modelFile.js';
