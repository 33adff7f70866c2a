import { checkDataset, checkIndex, imageSize, isStored, type Dataset, type ImageDataset } from './dataset.js';

/**
 * The samples at `indices`, in that order; an index may come twice. Images in memory are copied, images on a disk are
 * not.
 *
 * @throws ValueError for an index outside the dataset.
 */
export function subset<D extends Dataset>(dataset: D, indices: ArrayLike<number>): D;
export function subset(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  checkDataset('subset', dataset);
  const count = indices.length;
  const labels = dataset.labels instanceof Uint16Array ? new Uint16Array(count) : new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    checkIndex('subset', dataset, indices[i]!);
    labels[i] = dataset.labels[indices[i]!]!;
  }
  if (!isStored(dataset)) return { ...dataset, images: copied(dataset, indices), labels, count };
  const places = Uint32Array.from({ length: count }, (_, i) => dataset.places[indices[i]!]!);
  return { ...dataset, places, labels, count };
}

function copied(dataset: ImageDataset, indices: ArrayLike<number>): Uint8Array {
  const size = imageSize(dataset);
  const images = new Uint8Array(indices.length * size);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    images.set(dataset.images.subarray(index * size, (index + 1) * size), i * size);
  }
  return images;
}
