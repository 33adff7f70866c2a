import { ValueError } from '@spikegrad/core';
import { subset, type Dataset } from '@spikegrad/data';

/**
 * The first `limit` samples of a set. If it is stored by class: the first of every class, then the second of each,
 * and so on.
 *
 * @param field the field of the config, for errors
 * @throws ValueError if there are fewer
 */
export function limited<D extends Dataset>(dataset: D, limit = dataset.count, field = 'limit'): D {
  const { count, labels } = dataset;
  if (limit === count) return dataset;
  if (limit > count) throw new ValueError(field, `at most the ${count} images of the set`, `${limit}`);
  const places = Array.from({ length: count }, (_, index) => index);
  const isByClass = labels.every((label, i) => i === 0 || labels[i - 1]! <= label);
  if (!isByClass) return subset(dataset, places.slice(0, limit));
  const rank = new Uint32Array(count);
  for (let i = 1; i < count; i++) rank[i] = labels[i] === labels[i - 1] ? rank[i - 1]! + 1 : 0;
  const chosen = places.sort((a, b) => rank[a]! - rank[b]! || a - b).slice(0, limit);
  return subset(
    dataset,
    chosen.sort((a, b) => a - b),
  );
}
