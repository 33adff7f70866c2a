import { sampleOrder, type Dataset } from '@spikegrad/data';

/** `count` random samples by `seed`, in the order of their classes. Each class has one before any has two. */
export function chosenOf(
  { labels, count: all }: Pick<Dataset, 'labels' | 'count'>,
  count: number,
  seed: number,
): readonly number[] {
  const seen = new Map<number, number>();
  const ranked = Array.from(sampleOrder(all, true, { seed, epoch: 0 }), (index) => {
    const label = labels[index]!;
    const rank = seen.get(label) ?? 0;
    seen.set(label, rank + 1);
    return { index, label, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.label - b.label);
  return ranked
    .slice(0, count)
    .sort((a, b) => a.label - b.label)
    .map(({ index }) => index);
}
