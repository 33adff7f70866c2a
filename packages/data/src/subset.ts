import { checkDataset, checkIndex, imageSize, type ImageDataset } from './dataset.js';

/**
 * The samples at `indices`, in that order, copied; an index may come twice.
 *
 * @throws ValueError for an index outside the dataset.
 */
export function subset(dataset: ImageDataset, indices: ArrayLike<number>): ImageDataset {
  checkDataset('subset', dataset);
  const size = imageSize(dataset);
  const images = new Uint8Array(indices.length * size);
  const labels =
    dataset.labels instanceof Uint16Array ? new Uint16Array(indices.length) : new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    checkIndex('subset', dataset, index);
    images.set(dataset.images.subarray(index * size, (index + 1) * size), i * size);
    labels[i] = dataset.labels[index]!;
  }
  return { ...dataset, images, labels, count: indices.length };
}
