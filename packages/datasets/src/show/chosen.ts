import { sampleOrder, type Dataset } from '@spikegrad/data';

/** So many samples, drawn by `seed`: of each class one before there are two of any, by class. */
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
