import { ValueError } from '@spikegrad/core';
import { subset, type ImageDataset } from '@spikegrad/data';

/** The first `limit` images of a set. @param field what asked for them @throws ValueError where there are fewer */
export function limited(dataset: ImageDataset, limit = dataset.count, field = 'limit'): ImageDataset {
  if (limit === dataset.count) return dataset;
  if (limit > dataset.count) throw new ValueError(field, `at most the ${dataset.count} images there are`, `${limit}`);
  return subset(
    dataset,
    Array.from({ length: limit }, (_, index) => index),
  );
}
