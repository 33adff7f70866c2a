import { Random, ValueError } from '@spikegrad/core';
import type { Dataset, ImageDataset } from './dataset.js';
import { subset } from './subset.js';

/** Two disjoint parts of a dataset that together are complete. */
export interface Split<D extends Dataset = ImageDataset> {
  readonly train: D;
  readonly validation: D;
}

/**
 * Holds out `fraction` of every class (rounded to an integer), chosen by `seed`. Both parts keep the order of the
 * dataset.
 *
 * @param fraction above 0, below 1
 * @throws ValueError for another fraction, or if a part would be empty.
 */
export function split<D extends Dataset>(dataset: D, fraction: number, seed: number): Split<D> {
  if (!(fraction > 0 && fraction < 1)) {
    throw new ValueError('split', 'a fraction above 0 and below 1', String(fraction));
  }
  const random = new Random(seed).split('split');
  const held = new Set<number>();
  for (const [label, members] of membersOfClasses(dataset)) {
    const order = random.split(label).permutation(members.length);
    const heldCount = Math.round(members.length * fraction);
    for (const place of order.subarray(0, heldCount)) held.add(members[place]!);
  }
  if (held.size === 0 || held.size === dataset.count) {
    throw new ValueError('split', 'a fraction with samples in both parts', `${fraction} of ${dataset.count}`);
  }
  const indices = Array.from({ length: dataset.count }, (_, index) => index);
  return {
    train: subset(
      dataset,
      indices.filter((index) => !held.has(index)),
    ),
    validation: subset(
      dataset,
      indices.filter((index) => held.has(index)),
    ),
  };
}

function membersOfClasses({ labels }: Dataset): Map<number, number[]> {
  const members = new Map<number, number[]>();
  labels.forEach((label, index) => {
    const group = members.get(label);
    if (group) group.push(index);
    else members.set(label, [index]);
  });
  return members;
}
