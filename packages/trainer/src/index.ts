export { fromZero, type Limits, limitsOf, outsideText, shortNumber } from './axis/limits.js';
export { buildOptimizer, buildRule } from './build/learning.js';
export { trainingBatchOf } from './build/trainingBatch.js';
export { buildNetwork } from './build/network.js';
export { foldedNorm } from './build/norm.js';
export { assign, fieldOf, setFlag } from './config/assign.js';
export { ConfigError } from './config/configError.js';
export { configSchema, describeConfig, type Schema } from './config/describe.js';
export { differences } from './config/differences.js';
export { parseConfig } from './config/parse.js';
export { parseJson } from './config/parseJson.js';
export { isSection, type Section } from './config/section.js';
export { networkTitle, titleOf } from './config/title.js';
export { VersionError } from './config/versionError.js';
export {
  chooseDevice,
  chooseFastest,
  DeviceError,
  type DeviceAttempt,
  type DeviceName,
  type DeviceOptions,
  type MakeNative,
} from './device/chooseDevice.js';
export { type NetworkName, networkNames, networks } from './schema/networks.js';
export { perStep } from './schema/norm.js';
export { runConfig } from './schema/runConfig.js';
export { limits, type RunConfig } from './schema/sections.js';
export { describeNetwork, type ImageOptions, type NetworkDescription } from './summary/describeNetwork.js';
export { macsOfBatch } from './summary/macsOfBatch.js';
export { batchShapeOf, inputOf } from './summary/inputOf.js';
export { type StepMemory, stepMemory } from './summary/stepMemory.js';
export { fit, type FitHistory } from './fit/fit.js';
export type { BatchSource, EarlyStopping, FitOptions, Metric } from './fit/options.js';
export { agree, broadcastLearner, RankError, weightsDigest } from './loop/agree.js';
export { Group, type GroupOptions } from './loop/group.js';
export { DivergedError, hasDiverged } from './loop/diverged.js';
export type { Epoch, Validation } from './loop/epoch.js';
export { estimate, type Estimate, type TestResult } from './loop/interval.js';
export type { Iteration, LabelledBatch, Learner } from './loop/iterations.js';
export {
  formatLayers,
  type LayerActivity,
  layersOf,
  meanOf,
  type NormOfConfig,
  type NormActivity,
  percent,
  shiftOf,
  warningsOf,
} from './loop/layers.js';
export type { CodingName } from './loop/coding.js';
export type { LayerMembranes } from './loop/membranes.js';
export type { ModelBatch } from './loop/modelBatch.js';
export {
  type BatchOrder,
  batchesOf,
  type BatchSize,
  inBetween,
  oneByOne,
  passesOf,
  type Position,
  positionOf,
  testPass,
} from './loop/passes.js';
export type { Prediction } from './loop/predictions.js';
export type { EpochSums, Progress } from './loop/progress.js';
export {
  type EndReason,
  type RecordedTraining,
  type Recorder,
  type Resumed,
  together,
  type TrainingSettings,
} from './loop/recorder.js';
export { WaitClock } from './loop/waitClock.js';
export { learn } from './training/learn.js';
export { dynamically } from './training/dynamically.js';
export { linearRegression } from './training/linearRegression.js';
export { type TestConfig, testOn } from './training/test.js';
export { validateRun } from './training/validation.js';
