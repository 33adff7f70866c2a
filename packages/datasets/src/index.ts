export { checkSums, getSet, type GetOptions } from './download/getSet.js';
export { digestOf } from './open/digestOf.js';
export { expectFiles } from './open/expectFiles.js';
export { filesOf } from './open/filesOf.js';
export { heldOut, type HeldOut, type ValidationChoice } from './open/heldOut.js';
export { inspect, type InspectedFile, type InspectOptions, type Inspection } from './open/inspect.js';
export { type InspectedPart, inspectProvided, type ProvidedInspection } from './open/inspectProvided.js';
export { limited } from './open/limited.js';
export { type DataOfRun, openData, openPart } from './open/openData.js';
export { type Progress, type Reporter, sayLines } from './reporter.js';
export {
  bytesOf,
  type DataSet,
  type Lookalike,
  megabytes,
  type ProvidedPart,
  type ProvidedSet,
  type PublishedFile,
  type PublishedSet,
  type SetFile,
} from './sets/published.js';
export { getCommand, infoCommand, SetError } from './sets/setError.js';
export { folderVariable, sets, setsFolder } from './sets/sets.js';
export { drawSamples, type SampleOptions } from './show/drawSamples.js';
