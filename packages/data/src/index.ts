export { decodeImage } from './images/decodeImage.js';
export { jpegDecoders, type JpegDecoder } from './images/jpeg.js';
export type { Batch } from './batches/batch.js';
export { batches, type Batches, type BatchOptions } from './batches/batches.js';
export { centerCrop, type CenterCropOptions } from './transforms/centerCrop.js';
export { cifar10Classes } from './cifar/cifar10Format.js';
export { cifar100Classes } from './cifar/cifar100Format.js';
export { fashionMnistClasses, mnistClasses } from './idx/classes.js';
export { parseIdxImages, parseIdxLabels, type IdxImages } from './idx/parseIdx.js';
export { countIdx, readIdx } from './idx/readIdx.js';
export { compose } from './recipes/compose.js';
export { randomCrop, type RandomCropOptions } from './transforms/crop.js';
export { cutout, type CutoutFill, type CutoutOptions } from './transforms/cutout.js';
export {
  imageAt,
  isStored,
  type Dataset,
  type ImageDataset,
  type LabelledDataset,
  type StoredDataset,
} from './datasets/dataset.js';
export { parseAedat2, upright } from './events/aedat2.js';
export { parseAedat3 } from './events/aedat3.js';
export {
  countedFrames,
  frameBytes,
  polarities,
  type EventFrameOptions,
  type FrameOptions,
} from './events/countedFrames.js';
export { eventsBetween, type Events } from './events/events.js';
export { eventFrames, type FramesBy } from './events/frames.js';
export { gestureClasses, parseGestures, parseTrials, type Gesture } from './events/gestures.js';
export { parseNMnist } from './events/nmnist.js';
export { openCifar10Dvs, openGestures, openNMnist } from './events/openRecordings.js';
export { joinedRecordings, type Recording, type RecordingSet } from './events/recordingSet.js';
export { readCifar10Dvs, readGestures, readNMnist, type Cifar10DvsOptions } from './events/readRecordings.js';
export {
  cifar10DvsTestRecipe,
  cifar10DvsTrainRecipe,
  gestureTestRecipe,
  gestureTrainRecipe,
  nMnistTrainRecipe,
  type EventRecipeOptions,
} from './recipes/eventRecipes.js';
export { horizontalFlip, type HorizontalFlipOptions } from './transforms/flip.js';
export type { Image, Pixels, Transform } from './image.js';
export { imagenetTestRecipe, imagenetTrainRecipe } from './recipes/imagenetRecipes.js';
export {
  cifar10Statistics,
  imagenetStatistics,
  normalise,
  unitStatistics,
  type PixelStatistics,
} from './transforms/normalise.js';
export { randomChoice } from './recipes/randomChoice.js';
export { sampleOrder, sampleRandom, type EpochSeed } from './batches/sampleOrder.js';
export { parseCifar10, parseCifar100 } from './cifar/parseCifar.js';
export { countCifar10, countCifar100, readCifar10, readCifar100 } from './cifar/readCifar.js';
export type { SamplingOptions, RankAndSize } from './batches/plan.js';
export type { Preparation } from './batches/hostBatch.js';
export {
  cifarTrainRecipe,
  cifarTrainTransform,
  transformOf,
  type CifarTrainOptions,
  type Recipe,
  type RecipeStep,
} from './recipes/recipe.js';
export { randomResizedCrop, type RandomResizedCropOptions } from './transforms/randomResizedCrop.js';
export type { Interpolation } from './transforms/resample.js';
export { resize, type ResizeOptions } from './transforms/resize.js';
export { roll, type RollOptions } from './transforms/roll.js';
export { rotate, type RotateOptions } from './transforms/rotate.js';
export { squareCutout, type SquareCutoutOptions } from './transforms/squareCutout.js';
export {
  checkRegular,
  kindOf,
  openRegular,
  chunksOfRegular,
  readRegular,
  type FileStats,
  type RegularFile,
} from './files/regularFile.js';
export { sampleAt } from './datasets/sampleAt.js';
export { split, type Split } from './datasets/split.js';
export {
  countImageFolder,
  preferredDecoder,
  readImageFolder,
  type ImageFolderOptions,
} from './datasets/readImageFolder.js';
export type { ImageFiles } from './stores/imageFiles.js';
export { nameAt, type PackedNames } from './stores/packedNames.js';
export type { RecordFile } from './stores/recordFile.js';
export type { SampleStore } from './stores/store.js';
export { subset } from './datasets/subset.js';
export type { PartPreparation } from './pipelines/pipeline.js';
export { preparationOf } from './pipelines/preparationOf.js';
export type { DataConfig, Part, PipelineConfig } from './sets/dataConfig.js';
export {
  dataSets,
  formatNames,
  pipelineNames,
  setNames,
  type FormatName,
  type InputSpec,
  type PipelineName,
  type SetName,
} from './sets/dataSets.js';
export { formatOf, framesOf, recordOf } from './sets/recordOf.js';
