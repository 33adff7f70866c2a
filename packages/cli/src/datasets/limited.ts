import { ValueError } from '@spikegrad/core';
import { subset, type Dataset } from '@spikegrad/data';

/** The first `limit` samples of a set. @param field what asked for them @throws ValueError where there are fewer */
export function limited<D extends Dataset>(dataset: D, limit = dataset.count, field = 'limit'): D {
  if (limit === dataset.count) return dataset;
  if (limit > dataset.count) throw new ValueError(field, `at most the ${dataset.count} images there are`, `${limit}`);
  return subset(
    dataset,
    Array.from({ length: limit }, (_, index) => index),
  );
}
