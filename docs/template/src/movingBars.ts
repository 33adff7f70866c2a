import { fromData, Random, ValueError, type Tensor } from '@spikegrad/core';

/** Height and width of a frame. */
export const size = 8;

/** Steps of a sequence. */
export const steps = 6;

/** The directions, in the order of their labels. */
export const directions: readonly (readonly [down: number, right: number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];

/** A batch of sequences. */
export interface Batch {
  /** One `[N, 1, 8, 8]` for each step. */
  readonly frames: readonly Tensor[];
  /** `[N]`. */
  readonly labels: Tensor;
}

/**
 * A bar that moves one pixel a step in one of four directions, with noise. A single frame does not tell the direction, so that a network
 * needs its memory. The same seed gives the same batches, and classes go round.
 *
 * @throws ValueError for a batch size that does not divide `count`
 */
export function* movingBars(count: number, batchSize: number, seed: number): Generator<Batch> {
  if (count % batchSize !== 0)
    throw new ValueError('movingBars', `a batch size that divides ${count}`, String(batchSize));
  const random = new Random(seed);
  for (let first = 0; first < count; first += batchSize) {
    const labels = Array.from({ length: batchSize }, (_, i) => (first + i) % directions.length);
    const starts = labels.map(() => random.integer(size));
    const frames = Array.from({ length: steps }, (_, t) => {
      const pixels = labels.flatMap((label, i) => pixelsOf(label, starts[i]! + t * directionOf(label), random));
      return fromData(pixels, [batchSize, 1, size, size]);
    });
    yield { frames, labels: fromData(labels, [batchSize]) };
  }
}

/** 1 or −1, along the axis in which the bar moves. */
const directionOf = (label: number): number => directions[label]![0] + directions[label]![1];

/** A frame with the bar at `place`: a row where it moves down or up, a column where it moves right or left. */
function pixelsOf(label: number, place: number, random: Random): readonly number[] {
  const at = ((place % size) + size) % size;
  const isRow = directions[label]![0] !== 0;
  return Array.from({ length: size * size }, (_, pixel) => {
    const line = isRow ? Math.floor(pixel / size) : pixel % size;
    return (line === at ? 2 : 0) + 0.3 * random.nextNormal();
  });
}
