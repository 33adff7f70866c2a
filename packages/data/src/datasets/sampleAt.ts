import { checkIndex, imageAt, isStored, type Dataset } from './dataset.js';
import type { Image } from '../image.js';
import { readSample } from '../stores/store.js';

/**
 * The image of a sample: directly if the dataset is in memory, as a promise if it must be read. With frames, the
 * channels of all of them.
 *
 * @throws ValueError for an index outside the dataset, FormatError for a file that has changed
 */
export function sampleAt(dataset: Dataset, index: number): Image | Promise<Image> {
  if (!isStored(dataset)) return imageAt(dataset, index);
  checkIndex('sampleAt', dataset, index);
  return readSample(dataset.store, dataset.places[index]!);
}
