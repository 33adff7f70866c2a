export { decodeImage } from './images/decodeImage.js';
export { jpegDecoders, type JpegDecoder } from './images/jpeg.js';
export type { Batch } from './batch.js';
export { batches, type Batches, type BatchOptions } from './batches.js';
export { centerCrop, type CenterCropOptions } from './centerCrop.js';
export { cifar10Classes } from './cifar10Form.js';
export { cifar100Classes } from './cifar100Form.js';
export { compose } from './compose.js';
export { randomCrop, type RandomCropOptions } from './crop.js';
export { cutout, type CutoutFill, type CutoutOptions } from './cutout.js';
export { imageAt, isStored, type Dataset, type ImageDataset, type LabelledSet, type StoredDataset } from './dataset.js';
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
} from './events/recipes.js';
export { horizontalFlip, type HorizontalFlipOptions } from './flip.js';
export type { Image, Pixels, Transform } from './image.js';
export { imagenetTestRecipe, imagenetTrainRecipe } from './imagenetRecipes.js';
export { cifar10Statistics, imagenetStatistics, normalise, unitStatistics, type PixelStatistics } from './normalise.js';
export { oneOf } from './oneOf.js';
export { sampleOrder, sampleRandom, type Pass } from './order.js';
export { parseCifar10, parseCifar100 } from './parseCifar.js';
export { countCifar10, countCifar100, readCifar10, readCifar100 } from './readCifar.js';
export type { PassOptions } from './plan.js';
export type { Preparation } from './hostBatch.js';
export {
  cifarTrainRecipe,
  cifarTrainTransform,
  transformOf,
  type CifarTrainOptions,
  type Recipe,
  type RecipeStep,
} from './recipe.js';
export { randomResizedCrop, type RandomResizedCropOptions } from './randomResizedCrop.js';
export type { Interpolation } from './resample.js';
export { resize, type ResizeOptions } from './resize.js';
export { roll, type RollOptions } from './roll.js';
export { rotate, type RotateOptions } from './rotate.js';
export { squareCutout, type SquareCutoutOptions } from './squareCutout.js';
export {
  checkRegular,
  openRegular,
  piecesOfRegular,
  readRegular,
  type FileStats,
  type RegularFile,
} from './regularFile.js';
export { sampleAt } from './sample.js';
export { split, type Split } from './split.js';
export { countImageFolder, preferredDecoder, readImageFolder, type ImageFolderOptions } from './readImageFolder.js';
export type { ImageFiles } from './stores/imageFiles.js';
export { nameAt, type PackedNames } from './stores/packedNames.js';
export type { RecordFile } from './stores/recordFile.js';
export type { SampleStore } from './stores/store.js';
export { subset } from './subset.js';
