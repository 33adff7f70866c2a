/**
 * The range `[begin, end)` of one of `size` consecutive parts of `total` values, which are as equal as possible.
 *
 * @param rank the number of the part, from 0
 */
export const partRange = (total: number, rank: number, size: number): readonly [begin: number, end: number] => [
  Math.floor((total * rank) / size),
  Math.floor((total * (rank + 1)) / size),
];

/** The rows that a process computes: its part, or the first row if that is empty. */
export function partRows(total: number, rank: number, size: number): readonly [begin: number, end: number] {
  const [begin, end] = partRange(total, rank, size);
  return begin === end ? [0, 1] : [begin, end];
}
